import { type Vec3, vector } from '@braggsim/core';
import type { PanelPlan } from '@braggsim/core/kernel';
import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { parseSpectrum } from '@braggsim/sources';
import { expect, test } from 'vitest';
import { compute } from './agreement.fixture';
import { CHANNEL_TRIALS } from './channels.fixture';
import { expectAgreement } from './kernels-agree.fixture';
import { buildPlan } from './plan';

const [inside, , , outside] = CHANNEL_TRIALS;

test.each([inside, outside])('$name is the same on the reference and the cpu kernel', async (trial) => {
  await expectAgreement(trial as NonNullable<typeof trial>);
});

const OUTPUTS = ['photons', 'braggEnergy', 'braggL'] as const;

test.each(CHANNEL_TRIALS)('$name is the same as from sources of any kind', async ({ experiment, inputs }) => {
  const { fixed, shot } = (await buildPlan(experiment, inputs)).plan;
  const { areChannels, ...sources } = shot.sources;
  expect(areChannels).toBe(true);
  for (const precision of ['double', 'mixed'] as const) {
    const kernel = await cpuKernel.prepare(fixed, builtinTerms, { precision });
    const found = await kernel.run(shot, { outputs: OUTPUTS });
    const expected = await kernel.run({ ...shot, sources }, { outputs: OUTPUTS });
    for (const output of precision === 'double' ? OUTPUTS : (['photons'] as const)) {
      const [image, other] = [found[output]?.[0] ?? [], expected[output]?.[0] ?? []];
      const most = Array.from(other).reduce((a, b) => Math.max(Math.abs(a), Math.abs(b)), 0);
      expect(most).toBeGreaterThan(0);
      image.forEach((value, i) => {
        expect(Math.abs(value - (other[i] as number)) / most).toBeLessThan(precision === 'double' ? 1e-7 : 1e-6);
      });
    }
  }
});

test('a spectrum of several directions, and one of a single line, are sources of any kind', async () => {
  const { experiment = {} } = CHANNEL_TRIALS[0] ?? {};
  const plans = [
    { ...experiment, beam: { ...experiment.beam, divergenceMrad: { horizontal: 1 }, divergenceSteps: 2 } },
    { ...experiment, beam: { spectrum: { kind: 'tophat', meanEv: 9500, fwhmEv: 5, channels: 1 } } },
  ] as const;
  for (const one of plans) expect((await buildPlan(one as never)).plan.shot.sources.areChannels).toBeUndefined();
});

test('samples halfway between two spots belong to one that reaches so far', async () => {
  const planOf = async (wavelengthsA: readonly number[], c: number) => {
    const experiment: Experiment = {
      beam: { spectrum: { file: 'lines.csv' } },
      detector: { convention: 'xds', pixelsFast: 4, pixelsSlow: 1, pixelMm: 1, distanceMm: 100, originPx: [-17, 0.5] },
      crystal: { cell: [5, 5, c], cells: [1, 1, 9], shape: 'gauss-hkl' },
      structureFactors: { default: 100 },
      sampling: { oversample: 1 },
    };
    const rows = wavelengthsA.map((wavelength) => `${wavelength},1`).join('\n');
    const spectrum = parseSpectrum(`wavelengthA,weight\n${rows}`, 'lines.csv');
    return (await buildPlan(experiment, { spectrum })).plan;
  };
  const { fixed, shot } = await planOf([1, 2], 40);
  const [panel] = fixed.panels as [PanelPlan];
  const { origin, fast, slow } = panel.surface.constants as unknown as Record<'origin' | 'fast' | 'slow', Vec3>;
  const place = vector.add(vector.add(origin, vector.scale(fast, 2.5e-3)), vector.scale(slow, 0.5e-3));
  const incident = [...shot.sources.incident.subarray(0, 3)] as unknown as Vec3;
  const difference = vector.subtract(vector.unit(place), incident);
  const along = [0, 2].map((i) => {
    const axis = [...shot.orientations.subarray(3 * i, 3 * i + 3)] as unknown as Vec3;
    return Math.abs(vector.dot(axis, difference)) * 1e10;
  }) as [number, number];
  // h = 1/2 at this wavelength (A), and l = 1 with this edge of the cell.
  const halfway = along[0] / 0.5;
  const plan = await planOf([halfway, 1.3 * halfway], (40 * halfway) / along[1]);
  const { areChannels: _, ...sources } = plan.shot.sources;
  const listed = { ...plan, shot: { ...plan.shot, sources } };
  const cut = { ...listed, fixed: { ...plan.fixed, spotCutoff: 1e-3 } };
  for (const precision of ['double', 'mixed'] as const) {
    const images = await Promise.all([listed, plan, cut].map((one) => compute(cpuKernel, one, { precision })));
    const [expected, ...others] = images.map((image) => image.images[0]?.[2] as number) as [number, ...number[]];
    expect(expected).toBeGreaterThan(0);
    for (const value of others) expect(value / expected).toBeCloseTo(1, 5);
  }
});
