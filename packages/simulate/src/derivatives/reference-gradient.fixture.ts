import type { Experiment } from '@braggsim/experiment';

/** The configuration of the published reference gradient, whose image the C program confirms. */
export const REFERENCE: Experiment = {
  beam: { wavelengthA: 1.3, fluencePerM2: 1.2593201528622709e29, polarization: 0.9 },
  detector: {
    distanceMm: 100,
    pixelMm: 0.4,
    pixelsFast: 6,
    pixelsSlow: 6,
    beamCentreMm: [1.2, 1.3],
    rotationDeg: [1, 2, 3],
    twoThetaDeg: 4,
  },
  crystal: {
    cell: [70, 80, 90, 75, 85, 95],
    misset: [3, 4, 5],
    cells: [5, 5, 5],
    mosaic: { spreadDeg: 0.3, domains: 3, seed: 12345678 },
  },
  scan: { startDeg: 0.5, widthDeg: 1, phiSteps: 1 },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
  compat: 'nanobragg-c',
  compatibility: { angles: 'float64' },
};

/** The loss, the sum of (1 + 0.1 i) times pixel i, and its derivatives per unit: from evaluation with a complex step. */
export const REFERENCE_LOSS = { square: 9183.11885792, round: 5524.92431935 };
export const REFERENCE_GRADIENT: readonly (readonly [name: string, square: number, round: number])[] = [
  ['crystal.cell.a', -2.0294520884, -0.863535031129],
  ['crystal.cell.b', 72.5224972327, -43.5045176498],
  ['crystal.cell.c', 494.133474173, 155.36982854],
  ['crystal.cell.alpha', -12.9140914664, 9.06626143768],
  ['crystal.cell.beta', 103.94039932, 46.2182590948],
  ['crystal.cell.gamma', -34.7064041978, -12.6221916997],
  ['crystal.misset.x', 208.704050965, 74.6736757499],
  ['crystal.misset.y', 24.3169075508, 17.4124922999],
  ['crystal.misset.z', 14.6110704362, 11.436671584],
  ['detector.distanceMm', -684.949959283, -214.884810929],
  ['detector.beamCentreMm.x', 5383.15453402, 1521.88037417],
  ['detector.beamCentreMm.y', -16645.5067372, 2151.52178286],
  ['detector.rotationDeg.x', -206.760455206, -73.5381502956],
  ['detector.rotationDeg.y', -19.3122252036, -5.78157020053],
  ['detector.rotationDeg.z', 8.06171070276, 1.33681858961],
  ['detector.twoThetaDeg', -8.06171070276, -1.33681858961],
  ['scan.startDeg', 14.6110704362, 11.436671584],
  ['crystal.mosaic.spreadDeg', -34.4028585671, -8.04326530981],
  ['crystal.cells.a', 3643.65763969, 2197.8802373],
  ['crystal.cells.b', 4263.00917696, 1772.53958759],
  ['crystal.cells.c', 1210.17748766, 1129.45665561],
  ['beam.wavelengthA', -38562.8852369, -8032.6736188],
  ['structureFactors.default', 183.662377158, 110.498486387],
  ['beam.fluencePerM2', 7.29212411717e-26, 4.38722774887e-26],
];

/** Weighs the pixels of the image as the loss does. */
export const lossOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x, i) => sum + (1 + 0.1 * i) * x, 0);
