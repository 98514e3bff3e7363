import { builtinTerms } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { expect, test } from 'vitest';
import { exact } from './agreement.fixture';
import { corrected } from './cube.fixture';
import { buildPlan } from './plan';

const EDGE = 16384;
const IMAGE_BYTES = 4 * EDGE ** 2;
/** What a run may need besides its image, bytes. */
const BESIDES = 80e6;
const CORNER = 6;

const large = (roi: readonly [number, number, number, number]) =>
  corrected({
    detector: { pixelsFast: EDGE, pixelsSlow: EDGE, pixelMm: 0.02, distanceMm: 400 },
    sampling: { roi },
  });

test.each([
  ['two threads', threadedCpuKernel, 2, 0],
  // The last rows have the highest addresses; all of them would take as long again.
  ['one thread', cpuKernel, 1, EDGE - 2048],
] as const)(
  'an image of 16384 x 16384 pixels on %s is right in its corners and no larger than it must be',
  async (_, kernel, threads, firstRow) => {
    const { plan } = await buildPlan(large([0, EDGE - 1, firstRow, EDGE - 1]));
    const prepared = await kernel.prepare(plan.fixed, builtinTerms, { precision: 'double', threads });
    const before = process.memoryUsage.rss();
    let most = 0;
    const into = new Float32Array(new SharedArrayBuffer(IMAGE_BYTES));
    const result = await prepared.run(plan.shot, {
      into: { photons: [into] },
      progress: () => {
        most = Math.max(most, process.memoryUsage.rss());
      },
    });
    await prepared.close();
    expect(result.photons?.[0]).toBe(into);
    expect(most - before).toBeLessThan(IMAGE_BYTES + BESIDES);

    for (const [fast, slow] of [
      [0, firstRow],
      [EDGE - CORNER, firstRow],
      [0, EDGE - CORNER],
      [EDGE - CORNER, EDGE - CORNER],
    ] as const) {
      const corner = await buildPlan(large([fast, fast + CORNER - 1, slow, slow + CORNER - 1]));
      const [expected] = await exact(corner.plan);
      for (let i = 0; i < CORNER ** 2; i++) {
        const at = (slow + Math.floor(i / CORNER)) * EDGE + fast + (i % CORNER);
        const value = expected?.[at] as number;
        expect(Math.abs((into[at] as number) - value)).toBeLessThanOrEqual(6e-8 * value + 1e-12);
      }
    }
  },
);
