import type { PanelPlan } from '@braggsim/core/kernel';
import { nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { describe, expect, test } from 'vitest';
import { missingGpu } from '../../kernel-gpu/src/testing/missing-gpu';
import { describeKernel } from './suites';
import { tinyPlan, tinyTerms, twoPanels } from './tiny';

const problem = await missingGpu();

/** Tolerance of relative errors: next to the zeros of a factor they are those of float32. */
const RELATIVE = 1e-4;

describe.skipIf(problem)('on the available adapter', () => describeKernel(() => nodeGpuKernel, { relative: RELATIVE }));

describe.skipIf(problem)('from shot to shot', () => {
  test('data kept on the device give the same bits as a new kernel', async () => {
    const { fixed, shot } = tinyPlan({ orientations: 3, fixed: { oversample: 2 } });
    const { sources } = shot;
    const shots = [
      shot,
      { ...shot, orientations: shot.orientations.map((x) => 1.1 * x), scale: 3 },
      { ...shot, sources: { ...sources, incident: sources.incident.map((x, i) => x + 0.01 * (i % 3)) } },
      shot,
    ];
    const prepared = await nodeGpuKernel.prepare(fixed, tinyTerms);
    const together = await Promise.all(shots.map((each) => prepared.run(each)));
    await prepared.close();
    for (const [i, each] of shots.entries()) {
      const fresh = await nodeGpuKernel.prepare(fixed, tinyTerms);
      expect(together[i]).toEqual(await fresh.run(each));
      await fresh.close();
    }
    expect(together[1]).not.toEqual(together[0]);
    expect(together[2]).not.toEqual(together[0]);
  });

  test('pixels outside a region of interest are zero after another panel was computed', async () => {
    const { fixed, shot } = twoPanels(tinyPlan());
    const [whole, other] = fixed.panels as [PanelPlan, PanelPlan];
    const part = { ...whole, region: { fast: [2, 4], slow: [1, 3] } as const };
    const prepared = await nodeGpuKernel.prepare({ ...fixed, panels: [whole, other, part, part, part] }, tinyTerms);
    const { photons = [] } = await prepared.run(shot);
    await prepared.close();
    const [all, , ...parts] = photons as Float32Array[];
    const expected = all?.map((x, i) => {
      const [fast, slow] = [i % whole.pixelsFast, Math.floor(i / whole.pixelsFast)];
      return fast >= 2 && fast <= 3 && slow >= 1 && slow <= 2 ? x : 0;
    });
    for (const actual of parts) expect(actual).toEqual(expected);
  });
});
