import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { describe, expect, test } from 'vitest';
import { cellRule } from './cell-numbers';
import { ironAt, withIron } from './dispersion.fixture';
import { freeNumbers, variablesOf } from './refinable';
import { TRUTH } from './shot.fixture';
import { shotModel } from './shot-model';
import { beamNumbers, startModel } from './start-model';
import { startOf } from './variables';

/** Panels that hold the boxes. */
const PANELS = [0, 1].map((column) => ({
  name: `p${column}`,
  pixelsFast: 60,
  pixelsSlow: 120,
  cornerMm: [6 * column, 0, 0] as const,
}));
const BOXES = [
  { panel: 0, fast: [28, 35], slow: [34, 42] },
  { panel: 0, fast: [33, 41], slow: [108, 116] },
] as const;

const lines = {
  name: 'lines',
  perShot: false,
  shots: [
    { wavelengths: Float64Array.of(0.997e-10, 1e-10, 1.004e-10), weights: Float64Array.of(1, 3, 2), pulseEnergy: 1 },
  ],
};
const { wavelengthA: _wavelength, ...BEAM } = TRUTH.beam ?? {};
const at = (section: keyof Experiment, more: object): Experiment => ({
  ...TRUTH,
  [section]: { ...(TRUTH[section] as object), ...more },
});

/** Every name that can be freed, in an experiment that has it. */
const CASES: readonly (readonly [name: string, experiment: Experiment, inputs?: SimulationInputs])[] = [
  ['misset', TRUTH],
  ['cell', TRUTH],
  ['ncells', TRUTH],
  ['ncells', at('crystal', { shape: 'round' })],
  ['ncells', at('crystal', { shape: 'gauss', cells: [5, 4, 4] })],
  ['ncells', at('crystal', { shape: 'gauss-hkl', cells: [5, 4, 4] })],
  ['scale', TRUTH],
  ['mosaic', at('crystal', { mosaic: { spreadDeg: 0.4, domains: 5, seed: 3 } })],
  ['distance', TRUTH],
  ['beam-centre', TRUTH],
  ['beam-centre', at('detector', { convention: 'xds', beamCentreMm: undefined, originPx: [60.5, 60.5] })],
  ['detector-rotation', at('detector', { rotationDeg: [0.5, -0.4, 0.3] })],
  ['two-theta', at('detector', { twoThetaDeg: 2 })],
  ['wavelength', TRUTH],
  ['wavelength', { ...TRUTH, beam: { ...BEAM, spectrum: { file: 'lines' } } }, { spectrum: lines }],
  ['spectrum.scale', { ...TRUTH, beam: { ...BEAM, spectrum: { file: 'lines' } } }, { spectrum: lines }],
  ['phi', { ...TRUTH, scan: { startDeg: 3, widthDeg: 0.4, phiSteps: 4 } }],
  ['osc', { ...TRUTH, scan: { startDeg: 3, widthDeg: 0.4, phiSteps: 4 } }],
  ['polarization', TRUTH],
  ['b-factor', at('crystal', { bFactorA2: 9 })],
  ['dispersion', ironAt({ energyEv: 12400 }), withIron('7000,-4,0.5\n12300,-6,2\n12500,-7,3\n13500,-5,2.5\n')],
  ['panel:p0', at('detector', { panels: PANELS, pixelsFast: undefined, pixelsSlow: undefined })],
];

/** Steps of unknowns in units of which the model is smooth: logarithms, degrees, Å, mm. */
const STEP = 2e-4;
const TOLERANCE = 1e-6;

describe('derivatives of the model with respect to its unknowns are its differences', () => {
  test.each(CASES.map((one, i) => [`${one[0]} of case ${i}`, one] as const))(
    '%s',
    async (_, [name, given, inputs = {}]) => {
      const free = [name];
      const { experiment, source, derived } = await startModel(given, { inputs }, free);
      const choice = { free, fix: [], bounds: [], ties: [] };
      const rule = cellRule(experiment.crystal?.cell ?? []);
      const mean = derived.sources.wavelengths.reduce((sum, one) => sum + one, 0) / derived.sources.count / 1e-10;
      const variables = variablesOf(
        experiment,
        freeNumbers(experiment, choice, rule.free, { ...beamNumbers(derived), meanWavelengthA: mean }),
        choice,
      );
      const model = await shotModel(experiment, source, variables, BOXES);
      const start = Float64Array.from(variables, startOf);
      const { jacobian } = await model.evaluate(start);
      const photonsAt = async (i: number, by: number) =>
        (await model.evaluate(start.map((value, j) => (i === j ? value + by : value)))).photons;
      for (const [i, variable] of variables.entries()) {
        const slopes = jacobian[i] as Float64Array;
        const [near, far] = [STEP, 2 * STEP].map(async (h) => {
          const [up, down] = [await photonsAt(i, h), await photonsAt(i, -h)];
          return up.map((value, p) => (value - (down[p] as number)) / (2 * h));
        });
        const [fine, coarse] = [(await near) as Float64Array, (await far) as Float64Array];
        const largest = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
        const wrong = slopes.reduce((most, slope, p) => {
          const difference = (4 * (fine[p] as number) - (coarse[p] as number)) / 3;
          return Math.max(most, Math.abs(slope - difference));
        }, 0);
        expect(largest, variable.numbers[0]?.name).toBeGreaterThan(0);
        expect(wrong / largest, variable.numbers[0]?.name).toBeLessThan(TOLERANCE);
      }
      await model.close();
    },
  );
});
