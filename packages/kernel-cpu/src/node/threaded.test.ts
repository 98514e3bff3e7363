import { availableParallelism } from 'node:os';
import { isBraggsimError } from '@braggsim/core';
import type { PanelPlan, PreparedKernel } from '@braggsim/core/kernel';
import { afterEach, describe, expect, test } from 'vitest';
import { workersOf } from '../../../core/src/testing/workers';
import { cpuKernel } from '../cpu/kernel';
import { type VariedOptions, variedPlan, variedTerms } from '../cpu/varied-plan.fixture';
import { threadedCpuKernel } from './threaded';

/** Ten bands, the last of them not whole. */
const panel = { pixelsFast: 40, pixelsSlow: 300 };
/** A second or two, if nothing stops it. */
const LONG: VariedOptions = { panel, orientations: 20_000 };

let open: PreparedKernel | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const prepared = async (threads: number | 'auto', asked: VariedOptions) => {
  open = await threadedCpuKernel.prepare(variedPlan(asked).fixed, variedTerms, { precision: 'single', threads });
  return open;
};
const alone = async (asked: VariedOptions) => {
  const { fixed, shot } = variedPlan(asked);
  return (await cpuKernel.prepare(fixed, variedTerms, { precision: 'single' })).run(shot);
};

test.each([1, 2, 3, 7])('%i threads give the bytes of one', async (threads) => {
  const plan = { panel, orientations: 20 };
  const kernel = await prepared(threads, plan);
  const found = await kernel.run(variedPlan(plan).shot);
  expect(kernel.arithmetic.threads).toBe(threads);
  expect(found).toStrictEqual(await alone(plan));
});

describe.each([1, 3])('rows that are finished on %i threads', (threads) => {
  const plan = { panel, orientations: 200 };

  test('are reported in order, and do not change any more', async () => {
    const kernel = await prepared(threads, plan);
    const ends: number[] = [];
    const seen = new Float32Array(panel.pixelsFast * panel.pixelsSlow);
    const { photons } = await kernel.run(variedPlan(plan).shot, {
      finishedRows: ({ endRow, photons: image }) => {
        const from = panel.pixelsFast * (ends.at(-1) ?? 0);
        seen.set(image.subarray(from, panel.pixelsFast * endRow), from);
        ends.push(endRow);
      },
    });
    expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
    expect(ends.at(-1)).toBe(panel.pixelsSlow);
    expect(photons).toStrictEqual([expect.objectContaining({ length: seen.length })]);
    expect(seen.every((value, i) => value === photons?.[0]?.[i])).toBe(true);
  });

  test('are reported in the array of the caller', async () => {
    const kernel = await prepared(threads, plan);
    const own = new Float64Array(panel.pixelsFast * panel.pixelsSlow);
    let last: unknown;
    const copies: Float64Array[] = [];
    await kernel.run(variedPlan(plan).shot, {
      into: { photons: [own] },
      finishedRows: (rows) => {
        last = rows;
        if (rows.endRow === panel.pixelsSlow) copies.push(own.slice());
      },
    });
    expect(last).toEqual({ panel: 0, endRow: panel.pixelsSlow, photons: own });
    expect(copies).toStrictEqual([own]);
  });
});

test('a second shot on the same workers has its own numbers', async () => {
  const [plan, other] = [
    { panel, orientations: 20 },
    { panel, orientations: 33, shot: 1 },
  ];
  const kernel = await prepared(3, plan);
  const first = await kernel.run(variedPlan(plan).shot);
  expect(await kernel.run(variedPlan(other).shot)).toStrictEqual(await alone(other));
  expect(await kernel.run(variedPlan(plan).shot)).toStrictEqual(first);
});

test('small images start no worker, unless threads are asked for', async () => {
  await workersOf(async (ready) => {
    const kernel = await prepared('auto', { panel });
    await kernel.run(variedPlan({ panel }).shot);
    expect(kernel.arithmetic.threads).toBe(1);
    expect(ready).toHaveLength(0);
  });
});

test('a series of small images starts workers when it has been work enough, as many as an image has work for', async () => {
  await workersOf(async (ready) => {
    const plan = { panel: { pixelsFast: 40, pixelsSlow: 1000 }, orientations: 200 };
    const kernel = await prepared('auto', plan);
    const first = await kernel.run(variedPlan(plan).shot);
    expect(ready).toHaveLength(0);
    for (let image = 1; image < 12; image++) expect(await kernel.run(variedPlan(plan).shot)).toStrictEqual(first);
    expect(kernel.arithmetic.threads).toBe(Math.min(5, availableParallelism()));
  });
});

test('small panels are shared out together', async () => {
  const { fixed, shot } = variedPlan({ panel: { pixelsFast: 40, pixelsSlow: 20 }, orientations: 20 });
  const [first] = fixed.panels as [PanelPlan];
  const six = {
    ...fixed,
    panels: Array.from({ length: 6 }, (_, p) => ({ ...first, pixelSize: first.pixelSize * (1 + p) })),
  };
  open = await threadedCpuKernel.prepare(six, variedTerms, { precision: 'single', threads: 3 });
  const found = await open.run(shot);
  expect(open.arithmetic.threads).toBe(3);
  const alone = await cpuKernel.prepare(six, variedTerms, { precision: 'single' });
  expect(found).toStrictEqual(await alone.run(shot));
  expect(new Set(found.photons?.map(String)).size).toBe(6);
});

test.each([1, 3])('images that are computed at once on %i threads do not mix', async (threads) => {
  const plans = [0, 1, 2].map((shot): VariedOptions => ({ panel, orientations: 200, shot }));
  const kernel = await prepared(threads, plans[0] as VariedOptions);
  const found = await Promise.all(plans.map((plan) => kernel.run(variedPlan(plan).shot)));
  expect(found).toStrictEqual(await Promise.all(plans.map(alone)));
});

describe('a run that is cancelled', () => {
  test('in the middle stops all threads, and the next one is right', async () => {
    const kernel = await prepared(3, LONG);
    const stop = new AbortController();
    let last = 0;
    const run = kernel.run(variedPlan(LONG).shot, {
      signal: stop.signal,
      progress: (fraction) => {
        last = fraction;
        stop.abort();
      },
    });
    await expect(run).rejects.toSatisfy((error) => isBraggsimError(error, 'interrupted'));
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(1);
    const short = { panel, orientations: 20 };
    expect(await kernel.run(variedPlan(short).shot)).toStrictEqual(await alone(short));
  });

  test('before it begins starts no worker', async () => {
    await workersOf(async (ready) => {
      const kernel = await prepared(3, LONG);
      const run = kernel.run(variedPlan(LONG).shot, { signal: AbortSignal.abort() });
      await expect(run).rejects.toSatisfy((error) => isBraggsimError(error, 'interrupted'));
      expect(ready).toHaveLength(0);
    });
  });
});

test('a worker that dies is reported once, with its cause, and the next image is right', async () => {
  await workersOf(async (ready) => {
    const kernel = await prepared(3, LONG);
    const failures: unknown[] = [];
    // On a busy machine an image may be done before a worker has begun with it.
    for (let attempt = 0; attempt < 10 && failures.length === 0; attempt++) {
      await kernel
        .run(variedPlan(LONG).shot, { progress: () => void ready[0]?.terminate() })
        .catch((error: unknown) => void failures.push(error));
    }
    expect(failures).toHaveLength(1);
    const [failure] = failures as [Error];
    expect(failure.message).toBe('a worker thread failed while computing the image');
    expect(failure.cause).toBeInstanceOf(Error);
    const short = { panel, orientations: 20 };
    expect(await kernel.run(variedPlan(short).shot)).toStrictEqual(await alone(short));
  });
});
