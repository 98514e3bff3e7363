import { builtinTerms } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { expect, test } from 'vitest';
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
