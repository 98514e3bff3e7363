/** Small valid files of every format, from which invalid ones are made. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Image } from '@braggsim/core/derived';
import { joined } from '@braggsim/testkit';
import { imageOf, panelsImage, plainMetadata } from '../../packages/detector-io/src/fixture';

const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Reads a file of the fixtures of reflections. */
export const reflectionFile = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../packages/reflections/fixtures/${name}`, import.meta.url))));

const pixels = Uint16Array.from({ length: 35 }, (_, i) => 7 * i);
export const IMAGE: Image = imageOf(pixels, 5, 7);
export const PANELS: Image = panelsImage();
export const METADATA = plainMetadata(5, 7);

export const SMV = joined([
  bytes(
    '{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=little_endian;\nTYPE=unsigned_short;\nSIZE1=4;\nSIZE2=3;\nPIXEL_SIZE=0.1;\nDISTANCE=100;\nWAVELENGTH=1;\nBEAM_CENTER_X=0.2;\nBEAM_CENTER_Y=0.2;\nPHI=0;\n}\f'.padEnd(
      512,
    ),
  ),
  new Uint8Array(24).fill(7),
]);
export const HKL = bytes('# h k l F\n1 2 3 40.5\n-1,-2,-3,7e2 0.1\r\n4.0 5 6 8 ! end\n10 20 30 40\n');
export const MATRIX = bytes('# A\n0.01 0 0\n0 .02 0\r\n0 0 3e-2\n  0.0 0.0 0.0\n');
export const TABLE = bytes('# s F\r\n0.0, 2.5\r\n0.1;3 ! peak\r\n\r\n0.2 nan\r\n0.3\n');

export const MMCIF = bytes(`data_r1abcsf
_cell.length_a 30
_cell.length_b 40
_cell.length_c 50
_cell.angle_alpha 90
_cell.angle_beta 100
_cell.angle_gamma 90
_symmetry.space_group_name_H-M 'P 1 21 1'
loop_
_refln.index_h
_refln.index_k
_refln.index_l
_refln.F_meas_au
_refln.pdbx_F_plus
1 0 2 10.5(2) ?
1 2 3 7 8
2 2 3 ? ?
`);

export const CRYSTFEL = bytes(`CrystFEL reflection list version 2.0
Symmetry: mmm
   h    k    l          I    phase   sigma(I)   nmeas
   1    0    2      10.50        -       0.10      12
   1    2    3       7.00        -       0.20       8
End of reflections
`);

export const XPARM = bytes(` XPARM.XDS    VERSION Jan 31, 2020
     1        0.0000    0.5000  1.000000  0.000000  0.000000
       1.000000       0.000000       0.000000       1.000000
     1     73.1880     64.4000     46.0000  90.000  91.000  92.000
       5.500000      -20.300000      70.100000
      12.900000      -60.400000     -18.200000
      45.200000        7.700000       3.100000
`);

export const CRYSTAL_EXPT = bytes(
  JSON.stringify({
    __id__: 'ExperimentList',
    crystal: [{ real_space_a: [5.5, 20.3, -70.1], real_space_b: [12.9, 60.4, 18.2], real_space_c: [45.2, -7.7, -3.1] }],
    goniometer: [{ rotation_axis: [1, 0, 0], fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1] }],
  }),
);

export const EXPERIMENT = bytes(`# a small run
beam: { wavelengthA: 1.5, fluencePerM2: 4e27 }
detector:
  distanceMm: 100
  pixelsFast: 10
crystal: { cell: [50, 60, 70, 90, 90, 90], cells: [5, 5, 5] }
readout: [ { kind: photon }, { kind: digitize, type: u16, offset: 40 } ]
`);
