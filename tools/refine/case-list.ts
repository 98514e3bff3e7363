import { units } from '@braggsim/core';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import type { RefineOptions } from '@braggsim/refine';
import { withNumbers } from '@braggsim/simulate';
import { caseInputs, TRUTH } from './case';

/** A truth, and what is not known of it. */
export interface RefinementCase {
  readonly truth: Experiment;
  /** Numbers of the start, by the names of parameters; values of those that are moved are relative where they begin with x. */
  readonly off: Readonly<Record<string, number>>;
  readonly free: readonly string[];
  readonly options?: Partial<RefineOptions>;
  readonly inputs?: SimulationInputs;
  readonly background?: number;
}

/** The files of the cases. */
export const files = await caseInputs();
const still = (more: Partial<Record<keyof Experiment, object>> = {}): Experiment => {
  const merged = Object.entries(more).map(([section, fields]) => [
    section,
    { ...(TRUTH as Record<string, object>)[section], ...fields },
  ]);
  return { ...TRUTH, ...Object.fromEntries(merged) };
};
const USUAL = ['misset', 'cell', 'ncells', 'scale'];
const TURN = { 'turn.x': 0.07, 'turn.y': -0.09, 'turn.z': 0.05 };
const SIZE = { 'x crystal.cells.a': 0.9, 'x crystal.cells.b': 0.9, 'x crystal.cells.c': 0.9 };
const SCALE = { 'x beam.fluencePerM2': 0.8 };
/** Makes relative errors of edges; those that equal others get theirs. */
const edges = (...groups: readonly string[]) =>
  Object.fromEntries(
    groups.flatMap((names, i) =>
      [...names].map((name) => [`x crystal.cell.${name}`, 1 + 0.004 * (i % 2 === 0 ? 1 : -1)]),
    ),
  );
const usual = (cell: Readonly<Record<string, number>>) => ({ ...TURN, ...SIZE, ...SCALE, ...cell });

/** Lines of a self-amplified spectrum of 0.3 % width. */
const lines = Array.from({ length: 9 }, (_, i) => (i - 4) * 0.0007);
const spectrum = {
  name: 'lines',
  perShot: false,
  shots: [
    {
      wavelengths: Float64Array.from(lines, (offset) => units.fromAngstrom(1 + offset)),
      weights: Float64Array.from(lines, (offset, i) => Math.exp(-((offset / 0.0015) ** 2)) * (1 + 0.5 * (-1) ** i)),
      pulseEnergy: 1,
    },
  ],
};

const quadrants = (gap: number) =>
  [0, 1].flatMap((row) =>
    [0, 1].map((column) => ({
      name: `q${2 * row + column}`,
      pixelsFast: 240,
      pixelsSlow: 240,
      cornerMm: [column * (24 + gap), row * (24 + gap), 0] as const,
    })),
  );

/** The cases by name. */
export const CASES: Readonly<Record<string, RefinementCase>> = {
  cubic: {
    truth: still({ crystal: { cell: [67.8, 67.8, 67.8, 90, 90, 90], misset: [25, 40, -70], cells: [12, 10, 14] } }),
    off: usual(edges('abc')),
    free: USUAL,
    options: { lattice: 'cubic' },
  },
  hexagonal: {
    truth: still({ crystal: { cell: [61.2, 61.2, 88.3, 90, 90, 120], misset: [5, 40, 20], cells: [12, 10, 9] } }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  monoclinic: {
    truth: still({ crystal: { cell: [35.4, 63.1, 51.7, 90, 107.3, 90], misset: [-5, 31, 77], cells: [20, 9, 11] } }),
    off: { ...usual(edges('a', 'b', 'c')), 'crystal.cell.beta': 107.6 },
    free: USUAL,
  },
  triclinic: {
    truth: still({ crystal: { cell: [41, 52, 63, 82, 95, 103], misset: [12, -33, 57], cells: [12, 10, 9] } }),
    off: { ...usual(edges('a', 'b', 'c')), 'crystal.cell.alpha': 82.2, 'crystal.cell.gamma': 102.8 },
    free: USUAL,
  },
  large: {
    truth: still({ crystal: { cells: [30, 26, 50] }, beam: { fluencePerM2: 4e25 }, sampling: { oversample: 4 } }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  round: {
    truth: still({ crystal: { shape: 'round', cells: [9, 8, 17] } }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  gauss: {
    truth: still({ crystal: { shape: 'gauss', cells: [9, 9, 18] } }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  'gauss-hkl': {
    truth: still({ crystal: { shape: 'gauss-hkl', cells: [9, 8, 17] } }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  mosaic: {
    truth: still({ crystal: { mosaic: { spreadDeg: 0.5, domains: 30, seed: 3 } }, beam: { fluencePerM2: 2e27 } }),
    off: { ...usual(edges('ab', 'c')), 'x crystal.mosaic.spreadDeg': 0.8 },
    free: [...USUAL, 'mosaic'],
  },
  tilt: {
    truth: still({ detector: { rotationDeg: [0.2, -0.15, 0.3] } }),
    off: {
      ...usual(edges('ab', 'c')),
      'turn.x': 0,
      'detector.rotationDeg.x': 0,
      'detector.rotationDeg.y': 0,
      'detector.rotationDeg.z': 0,
    },
    free: [...USUAL, 'detector-rotation'],
    options: { fix: ['turn.x'] },
  },
  distance: {
    truth: still({ detector: { distanceMm: 119.8, beamCentreMm: [24.05, 24.03] } }),
    off: {
      ...usual({}),
      'detector.distanceMm': 120,
      'detector.beamCentreMm.x': 24.12,
      'detector.beamCentreMm.y': 23.97,
    },
    free: ['misset', 'ncells', 'scale', 'distance', 'beam-centre'],
  },
  xds: {
    truth: still({ detector: { convention: 'xds', originPx: [240.3, 238.8], distanceMm: 100 } }),
    off: { ...usual(edges('ab', 'c')), 'detector.originPx.x': 240.8, 'detector.originPx.y': 238.4 },
    free: [...USUAL, 'beam-centre'],
  },
  panels: {
    truth: withNumbers(
      still({
        detector: { panels: quadrants(0.5), pixelsFast: undefined, pixelsSlow: undefined, beamCentreMm: [24.3, 24.2] },
      }),
      {
        'panel.q1.shift.x': 0.06,
        'panel.q1.shift.y': -0.09,
        'panel.q1.rotation.z': 0.1,
      },
    ),
    off: { ...usual(edges('ab', 'c')), 'panel.q1.shift.x': 0, 'panel.q1.shift.y': 0, 'panel.q1.rotation.z': 0 },
    free: [...USUAL, 'panel:q1'],
    options: { fix: ['panel.q1.shift.z', 'panel.q1.rotation.x', 'panel.q1.rotation.y'] },
  },
  spectrum: {
    truth: { ...still(), beam: { fluencePerM2: 5e26, polarization: 0, spectrum: { file: 'lines' } } },
    off: usual(edges('ab', 'c')),
    free: USUAL,
    inputs: { ...files, spectrum },
  },
  'spectrum-moved': {
    truth: {
      ...still(),
      beam: {
        fluencePerM2: 5e26,
        polarization: 0,
        spectrum: { file: 'lines', wavelengthFactor: 1.003, widthFactor: 1.1 },
      },
    },
    off: { ...usual({}), 'beam.spectrum.wavelengthFactor': 1, 'beam.spectrum.widthFactor': 1 },
    free: ['misset', 'ncells', 'scale', 'wavelength', 'spectrum.scale'],
    inputs: { ...files, spectrum },
  },
  wavelength: {
    truth: still({ beam: { wavelengthA: 1.004 } }),
    off: { ...usual({}), 'beam.wavelengthA': 1 },
    free: ['misset', 'ncells', 'scale', 'wavelength'],
  },
  'mosaic-gauss': {
    truth: still({
      crystal: { shape: 'gauss', cells: [12, 12, 24], mosaic: { spreadDeg: 0.4, domains: 60 } },
      beam: { fluencePerM2: 2e27 },
      sampling: { oversample: 2 },
    }),
    off: { ...usual(edges('ab', 'c')), 'x crystal.mosaic.spreadDeg': 0.8 },
    free: [...USUAL, 'mosaic'],
  },
  rotation: {
    truth: still({
      crystal: { cells: [10, 10, 20] },
      scan: { startDeg: 10, widthDeg: 0.5, phiSteps: 12 },
    }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  dispersion: {
    truth: still({ beam: { dispersionPercent: 0.5, dispersionSteps: 5 } }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  oversampled: {
    truth: still({ crystal: { cells: [20, 20, 40] }, beam: { fluencePerM2: 1e26 }, sampling: { oversample: 3 } }),
    off: usual(edges('ab', 'c')),
    free: USUAL,
  },
  'b-factor': {
    truth: still({ crystal: { bFactorA2: 12 }, beam: { fluencePerM2: 1e27 } }),
    off: { ...usual(edges('ab', 'c')), 'crystal.bFactorA2': 5 },
    free: [...USUAL, 'b-factor'],
  },
  faint: { truth: still({ beam: { fluencePerM2: 3e25 } }), off: usual(edges('ab', 'c')), free: USUAL, background: 1 },
  bright: { truth: still({ beam: { fluencePerM2: 2e28 } }), off: usual(edges('ab', 'c')), free: USUAL, background: 40 },
};

/** Displacements of the truth. */
export const displaced = new Map([
  ['panel.q1.shift.x', 0.06],
  ['panel.q1.shift.y', -0.09],
  ['panel.q1.rotation.z', 0.1],
]);
