import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StageValues } from '@braggsim/core';
import { cbf, type FileMetadata, type ImageCodec, smv } from '@braggsim/detector-io';
import { readGeom, readXdsInp, readXdsMask, readXparm } from '@braggsim/detector-io/geometry';
import { readExptMask, readFlexMasks, readGeomMask } from '@braggsim/detector-io/masks';
import { tiff } from '@braggsim/detector-io/tiff';
import { parseOrientation } from '@braggsim/lattice';
import { readModel } from '@braggsim/reflections/coordinates';
import { readReflections } from '@braggsim/reflections/files';
import type { Parser } from './fuzz';

/** Parsers of files that other programs write, each with several seeds, so that every branch is covered. */

const file = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../packages/${path}`, import.meta.url))));
const field = (name: string): Uint8Array => file(`cli/fixtures/field/${name}`);
const image = (name: string): Uint8Array => file(`detector-io/fixtures/${name}`);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);
const latin1 = (data: Uint8Array): string => Buffer.from(data).toString('latin1');

const LIMITS = { maxBytes: 2 ** 20 };
const WAVELENGTH = { wavelengthA: 1 };

/** Returns a CBF without its checksum, which would reject most damage, and with less padding. */
function bare(data: Uint8Array): Uint8Array {
  const plain = latin1(data)
    .replace(/Content-MD5: [^\r\n]*\r?\n/, '')
    .replace(/\0{64,}/, '\0'.repeat(16));
  return new Uint8Array(Buffer.from(plain, 'latin1'));
}

/** Returns a parser for the files of a codec: their values and metadata. */
function described(codec: ImageCodec, seeds: readonly Uint8Array[], valuesPerByte = 1): Parser {
  const [sample = new Uint8Array()] = seeds;
  return {
    sample,
    seeds,
    valuesPerByte,
    headerBytes: 2500,
    parse: (data) => {
      const facts = codec.inspect?.(data, LIMITS as StageValues) as FileMetadata | undefined;
      if (!facts?.experiment) throw new Error('it has no metadata');
      return codec.decode?.(data, LIMITS as StageValues).panels.reduce((sum, { size }) => sum + size, 0) ?? 0;
    },
  };
}

/** Values per byte of packed pixels: equal pixels compress to less than a hundredth of a byte each. */
const RUNS = 200;
/** Values per byte of LZW strings and deflate runs. */
const STRINGS = 4096;

const XY_GEOM = bytes(`photon_energy = 9 keV
clen = 100 mm
res = 10000
mask_edge_pixels = 1
detector_shift_x = 0.1 mm
p0/min_fs = 0
p0/max_fs = 9
p0/min_ss = 0
p0/max_ss = 9
p0/corner_x = -5
p0/corner_y = -5
p0/fs = +0.98x -0.02y
p0/ss = 0.03x +1.01y
p1/no_index = 1
p1/min_fs = 10
p1/max_fs = 19
p1/min_ss = 0
p1/max_ss = 9
p1/corner_x = 6
p1/corner_y = -5
badr/min_x = -4
badr/max_x = 3.5
badr/min_y = -4
badr/max_y = 2
bads/panel = p0
bads/min_fs = 1
bads/max_fs = 2
bads/min_ss = 3
bads/max_ss = 30
`);

const MASKED_GEOM = bytes(`clen = /path
photon_energy = /path
res = 10000
mask = /entry/mask
mask_file = mask.h5
mask_bad = 0x7
mask1_data = /entry/good
mask1_file = good.cbf
mask1_goodbits = 1
flag_morethan = 65534
flag_lessthan = -1
max_adu = 60000
dim0 = %
dim1 = 2
dim2 = ss
dim3 = fs
p0/min_fs = 0
p0/max_fs = 9
p0/min_ss = 0
p0/max_ss = 9
p0/corner_x = -5
p0/corner_y = -5
p0/flag_equal = 7
p0/flag_equal = 8
p0/saturation_map = /map
bads/min_fs = 1
bads/max_fs = 2
bads/min_ss = 3
bads/max_ss = 30
`);

const SEGMENTS = `         1         1        10         1        20
    5.10   -9.20  100.10  1.00000  0.00100  0.00000 -0.00100  0.70711  0.70711
         2        12        20         1        20
   15.10-1209.20  100.10  0.99999  0.00000  0.00300  0.00000  1.00000  0.00000
`;
const SEGMENTED_XPARM = bytes(
  text(field('xparm-beam-ignored/XPARM.XDS'))
    .split('\n')
    .map((line, i) => (i === 7 ? line.replace(/^(\s+)1/, '$12') : line))
    .slice(0, 12)
    .join('\n')
    .concat('\n', SEGMENTS),
);

const SEGMENTED_INP = bytes(`JOB= XYCORR INIT ! comment NX= 5
NX= 20 NY= 20  QX= 0.172 QY=0.172
ORGX= 10.5 ORGY= 9.25
DETECTOR_DISTANCE= 0
DIRECTION_OF_DETECTOR_X-AXIS= 1 0 0
DIRECTION_OF_DETECTOR_Y-AXIS= 0 0.9998 0.02
X-RAY_WAVELENGTH= 0.9763
INCIDENT_BEAM_DIRECTION= 0.01 0 1.02
ROTATION_AXIS= 1 0.001 0
OSCILLATION_RANGE= 0.1 STARTING_ANGLE= 12
DATA_RANGE= 1 90
FRACTION_OF_POLARIZATION= 0.99
POLARIZATION_PLANE_NORMAL= 0 1 0
MINIMUM_VALID_PIXEL_VALUE= 0 OVERLOAD= 65000
UNTRUSTED_RECTANGLE= 3 6 0 21
UNTRUSTED_ELLIPSE= 3 6 2 9
SEGMENT= 1 20 1 9
DIRECTION_OF_SEGMENT_X-AXIS= 1 0 0
DIRECTION_OF_SEGMENT_Y-AXIS= 0 0.70711 0.70711
SEGMENT_ORGX= 1.5 SEGMENT_ORGY= 2.5
SEGMENT_DISTANCE= 250.2
SEGMENT= 1 20 12 20
SEGMENT_DISTANCE= 249.2
`);

const MASKED_EXPT = bytes(
  JSON.stringify({
    experiment: [{ detector: 0, imageset: 0 }],
    detector: [
      {
        panels: [0, 1].map((i) => ({
          name: `p${i}`,
          fast_axis: [1, 0, 0],
          slow_axis: [0, -1, 0],
          origin: [-0.2, 0.3, -100],
          image_size: [4, 6],
          pixel_size: [0.1, 0.1],
          raw_image_offset: [0, 6 * i],
          trusted_range: [-1, 1000],
          mask: [[0, 0, 2, 1]],
          gain: 2,
          pedestal: 10,
        })),
      },
    ],
    imageset: [{ mask: 'pixels.mask', gain: 'gain.pickle' }],
  }),
);

export const FIELD_PARSERS: Readonly<Record<string, Parser>> = {
  'CBF, packed': described(
    cbf,
    ['packed-int32', 'packed-v2-uint16', 'packed-int16', 'packed-real32', 'packed-v2-real64', 'plain-real64'].map(
      (name) => bare(image(`${name}.cbf`)),
    ),
    RUNS,
  ),
  'CBF, full': described(cbf, [bare(field('cbf-packed-real/a.cbf'))], RUNS),
  'miniCBF header': described(
    cbf,
    ['cbf-two-theta', 'cbf-distance-mm', 'cbf-trailer-dlsnxs2cbf'].map((name) => bare(field(`${name}/a.cbf`))),
  ),
  'SMV header': described(smv, [field('smv-negative-osc/a.img')]),
  'TIFF, compressed': described(
    tiff,
    [
      ...['words-lzw', 'words-lzw-predictor', 'words-zip-tiles', 'floats-lzw-predictor3', 'floats-zip-predictor3'],
      ...['bytes-packbits', 'integers-lzw-predictor-big-endian'],
    ].map((name) => image(`${name}.tif`)),
    STRINGS,
  ),
  '.geom, bad regions': {
    sample: XY_GEOM,
    seeds: [XY_GEOM, field('geom-vectors-not-unit/a.geom'), field('geom-bad-region-edge/a.geom')],
    parse: (data) => readGeom(text(data)).detector?.panels?.length ?? 1,
  },
  '.geom, masks': {
    sample: MASKED_GEOM,
    seeds: [MASKED_GEOM, XY_GEOM],
    parse: (data) => readGeomMask(text(data)).panels.length,
  },
  '.expt, masks': {
    sample: MASKED_EXPT,
    parse: (data) => readExptMask(text(data)).panels.length,
  },
  'masks of DIALS': {
    sample: field('../masks/two-panels.mask'),
    seeds: ['two-panels', 'protocol-4', 'large'].map((name) => field(`../masks/${name}.mask`)),
    parse: (data) => readFlexMasks(data).reduce((sum, { mask }) => sum + mask.length, 0),
  },
  'detector of XPARM.XDS': {
    sample: field('xparm-beam-ignored/XPARM.XDS'),
    seeds: [field('xparm-beam-ignored/XPARM.XDS'), field('xparm-old-format/XPARM.XDS'), SEGMENTED_XPARM],
    parse: (data) => (readXparm(text(data)).detector ? 1 : 0),
  },
  'XDS.INP': {
    sample: SEGMENTED_INP,
    parse: (data) => {
      readXdsMask(text(data));
      return readXdsInp(text(data)).detector?.panels?.length ?? 1;
    },
  },
  'orientation files': {
    sample: field('mat-cell-disagrees/A.mat'),
    seeds: [
      field('mat-cell-disagrees/A.mat'),
      field('xparm-beam-ignored/XPARM.XDS'),
      field('xparm-old-format/XPARM.XDS'),
    ],
    parse: (data) => parseOrientation(text(data), WAVELENGTH).value.length,
  },
  'lists of XDS': {
    sample: field('XDS_ASCII.HKL'),
    seeds: [field('XDS_ASCII.HKL'), field('integrate-hkl-as-F/INTEGRATE.HKL')],
    parse: (data) => readReflections(data, 'a.hkl', { ...LIMITS, intensities: true }).reflections.count,
    valuesPerByte: 384,
    refusal: 'usage',
  },
  'models of other programs': {
    sample: field('legacy-pdb-line-numbers/old.pdb'),
    seeds: [
      ...['legacy-pdb-line-numbers/old.pdb', 'cryst1-open-bracket/a.pdb', 'pdb-scale-rounding/a.pdb'].map(field),
      field('small-molecule-cif/nacl.cif'),
      file('reflections/fixtures/small-molecule.cif'),
    ],
    parse: (data) => readModel(data, 'a.pdb').value.atoms.length,
    refusal: 'usage',
  },
};
