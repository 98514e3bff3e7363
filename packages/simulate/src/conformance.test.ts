import type { Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { changed, imageOf } from './cube.fixture';

/** What all vectors of the specification share. */
const COMMON: Experiment = {
  compat: 'nanobragg-c',
  beam: { wavelengthA: 1.3 },
  detector: { distanceMm: 100, pixelMm: 0.4, pixelsFast: 10, pixelsSlow: 10 },
  crystal: { cell: [70, 80, 90, 75, 85, 95], misset: [3, 4, 5], cells: [5, 5, 5] },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};

interface Vector {
  readonly id: string;
  readonly flags: string;
  readonly change: Experiment;
  readonly sum: number;
  /** Photons of pixels (slow 0, fast 0), (3, 7) and (9, 4). */
  readonly pixels: readonly [number, number, number];
}

const VECTORS: readonly Vector[] = [
  { id: 'A', flags: '', change: {}, sum: 9308.83343, pixels: [0.3894449, 0.5579378, 16.61181] },
  {
    id: 'B',
    flags: '-oversample 3',
    change: { sampling: { oversample: 3 } },
    sum: 9962.04643,
    pixels: [15.21352, 2.265893, 44.11148],
  },
  {
    id: 'C',
    flags: '-round_xtal',
    change: { crystal: { shape: 'round' } },
    sum: 7741.85889,
    pixels: [2.967725, 0.02081851, 9.511937],
  },
  {
    id: 'D',
    flags: '-gauss_xtal -fudge 1.2',
    change: { crystal: { shape: 'gauss', fudge: 1.2 } },
    sum: 82830.7224,
    pixels: [358.0888, 173.7021, 696.912],
  },
  {
    id: 'E',
    flags: '-tophat_spots -Na 1 -Nb 2 -Nc 2',
    change: { crystal: { shape: 'tophat', cells: [1, 2, 2] } },
    sum: 255.848552,
    pixels: [2.555051, 2.559304, 2.558813],
  },
  {
    id: 'F',
    flags: '-oversample 2 -polar 0.9, tilted by 5, 3, 2 and swung out by 12 degrees',
    change: {
      sampling: { oversample: 2 },
      beam: { polarization: 0.9 },
      detector: { rotationDeg: [5, 3, 2], twoThetaDeg: 12 },
    },
    sum: 10062.7521,
    pixels: [21.83654, 1.526487, 23.60972],
  },
  {
    id: 'G',
    flags: '-phi 1 -osc 2 -phisteps 3',
    change: { scan: { startDeg: 1, widthDeg: 2, phiSteps: 3 } },
    sum: 10152.3574,
    pixels: [0.8611781, 0.4777472, 14.15526],
  },
  {
    id: 'H',
    flags: '-mosaic 0.8 -mosaic_dom 4 -mosaic_seed 77',
    change: { crystal: { mosaic: { spreadDeg: 0.8, domains: 4, seed: 77 } } },
    sum: 9310.30128,
    pixels: [0.7699726, 0.4712918, 14.4331],
  },
  {
    id: 'I',
    flags: '-hdivrange 2 -hdivsteps 3 -vdivrange 1 -vdivsteps 3 -dispersion 2 -dispsteps 2',
    change: {
      beam: {
        divergenceMrad: { horizontal: 2, horizontalSteps: 3, vertical: 1, verticalSteps: 3 },
        dispersionPercent: 2,
        dispersionSteps: 2,
      },
    },
    sum: 9109.21664,
    pixels: [5.302045, 2.273038, 30.93062],
  },
  {
    id: 'J',
    flags: '-xds -twotheta 12 -detector_rotx 5',
    change: { detector: { convention: 'xds', twoThetaDeg: 12, rotationDeg: [5, 0, 0] } },
    sum: 2375.15664,
    pixels: [3.039475, 19.49004, 0.0001241999],
  },
  {
    id: 'K',
    flags: '-detector_thick 100 -detector_thicksteps 3 -detector_abs 500',
    change: { detector: { sensor: { thicknessUm: 100, layers: 3, absorptionDepthUm: 500 } } },
    sum: 2177.39637,
    pixels: [0.1034571, 0.1328567, 3.907196],
  },
  {
    id: 'L',
    flags: '-water 10 -fluence 1e29 -point_pixel',
    change: {
      background: [{ kind: 'water', thicknessUm: 10 }],
      beam: { fluencePerM2: 1e29 },
      detector: { pointPixel: true },
    },
    sum: 1.39277086e18,
    pixels: [1.391369e16, 1.393105e16, 1.392904e16],
  },
  {
    id: 'M',
    flags: '-misset_seed 7 -misset random -Xbeam 2 -Ybeam 2.5 -adxv',
    change: { crystal: { misset: 'random', missetSeed: 7 }, detector: { convention: 'adxv', beamCentreMm: [2, 2.5] } },
    sum: 3617.58815,
    pixels: [0.8577294, 0.5466795, 0.3897677],
  },
  {
    id: 'N',
    flags: '-denzo -close_distance 90 -detector_rotz 10',
    change: { detector: { convention: 'denzo', closeDistanceMm: 90, rotationDeg: [0, 0, 10] } },
    sum: 16007.7652,
    pixels: [0.3759102, 0.690497, 55.89152],
  },
  {
    id: 'O',
    flags: '-dials -ORGX 3 -ORGY 4 -twotheta 5',
    change: { detector: { convention: 'dials', originPx: [3, 4], twoThetaDeg: 5 } },
    sum: 2373.51801,
    pixels: [1.250888, 0.2700126, 776.0906],
  },
];

/** Half a unit of the last digit printed: nine for sums, seven for pixels. */
const expectDigits = (found: number, expected: number, digits: number) =>
  expect(Math.abs(found / expected - 1)).toBeLessThanOrEqual(0.51 * 10 ** (1 - digits));

test.each(VECTORS)('conformance vector $id: $flags', async ({ change, sum, pixels }) => {
  const image = await imageOf(changed(COMMON, change));
  expectDigits(
    image.reduce((total, x) => total + x, 0),
    sum,
    9,
  );
  for (const [i, at] of [0, 37, 94].entries()) expectDigits(image[at] as number, pixels[i] as number, 7);
});
