import { isBraggsimError } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { RateStore } from '@braggsim/simulate/rates';
import { expect, test } from 'vitest';
import type { Shot } from './messages';
import { START, withValue } from './presets';
import { simulation } from './simulation';

const small = {
  ...START,
  detector: { pixelsFast: 40, pixelsSlow: 30, pixelMm: 1, distanceMm: 150 },
  structureFactors: { default: 100 },
};
/** Rates that are measured for every test anew. */
const rates: RateStore = { find: () => undefined, keep: () => {} };
const run = simulation(rates);
const simulate = (experiment: Experiment, kernel: string, signal: AbortSignal, isRecorded = false) =>
  run(experiment, { kernel, opened: new Map(), isRecorded }, signal);
const photonsOf = ({ image }: Pick<Shot, 'image'>) => image.panels[0]?.pixels ?? expect.fail('no panel');
const quiet = new AbortController().signal;

test('the cpu kernel is used without WebGPU, and the reason is reported', async () => {
  const { image, kernel, reason, samples } = await simulate(small, 'auto', quiet);
  // A GPU is not looked for where so few samples are computed.
  expect({ kernel, reason }).toEqual({ kernel: 'cpu', reason: undefined });
  const larger = withValue(small, 'sampling.oversample', 9);
  expect(await simulate(larger, 'auto', quiet)).toMatchObject({
    kernel: 'cpu',
    reason: expect.stringContaining('WebGPU is missing'),
  });
  const photons = photonsOf({ image });
  expect(samples).toBe(40 * 30 * 4 * 24);
  expect(photons).toHaveLength(1200);
  expect(photons.every((x) => x > 0)).toBe(true);
});

test('an image is the same with a new kernel and with one kept from another orientation', async () => {
  const first = await simulate(small, 'cpu', quiet);
  const turned = await simulate(withValue(small, 'crystal.misset', [1, 2, 3]), 'cpu', quiet);
  expect(photonsOf(turned)).not.toEqual(photonsOf(first));
  expect(photonsOf(await simulate(small, 'cpu', quiet))).toEqual(photonsOf(first));
});

test('a requested kernel is used, or an error gives the reason', async () => {
  expect(await simulate(small, 'reference', quiet)).toMatchObject({ kernel: 'reference', precision: 'double' });
  const error = await simulate(small, 'gpu', quiet).catch((e: unknown) => e);
  expect(isBraggsimError(error, 'refused') && error.message).toContain('WebGPU is missing');
  expect((await simulate(small, 'cpu', quiet)).kernel).toBe('cpu');
});

test('an aborted signal ends the computation', async () => {
  const error = await simulate(small, 'cpu', AbortSignal.abort()).catch((e: unknown) => e);
  expect(isBraggsimError(error, 'interrupted')).toBe(true);
});

/** A model of three atoms, one of them iron, whose absorption edge is at 1.743 Å. */
const MODEL = [
  'CRYST1   20.000   21.000   22.000  90.00  90.00  90.00 P 1           1',
  'ATOM      1  N   ALA A   1       1.000   2.000   3.000  1.00 10.00           N',
  'ATOM      2  CA  ALA A   1       5.500   2.400   9.100  1.00 10.00           C',
  'HETATM    3 FE   HEM A   2      11.200  14.900   6.300  1.00 10.00          FE',
  'END',
].join('\n');
const opened = new Map([['m.pdb', new TextEncoder().encode(MODEL)]]);
const { crystal, ...withoutCrystal } = small;
const { cell: _, ...withoutCell } = crystal;
const structureFactors = { model: 'm.pdb', dMinA: 2 };

test.each<readonly [string, Experiment]>([
  [
    'an anomalous scatterer',
    { ...small, crystal: withoutCell, structureFactors: { ...structureFactors, anomalous: [{ element: 'Fe' }] } },
  ],
  [
    'several crystals',
    { ...withoutCrystal, crystals: [withoutCell, { ...withoutCell, misset: [50, 0, 9] }], structureFactors },
  ],
])('with %s of a model, a picture of another wavelength is that of a fresh page', async (_what, experiment) => {
  const at = (wavelengthA: number, simulated: typeof run) =>
    simulated(
      withValue(experiment, 'beam.wavelengthA', wavelengthA),
      { kernel: 'cpu', opened, isRecorded: false },
      quiet,
    );
  const kept = simulation(rates);
  const before = photonsOf(await at(1.8, kept));
  const after = photonsOf(await at(1.735, kept));
  expect(after).not.toEqual(before);
  expect(after).toEqual(photonsOf(await at(1.735, simulation(rates))));
});
