import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FixedPlan, Kernel, PreparedKernel } from '@braggsim/core/kernel';
import { expect, test, vi } from 'vitest';
import { buildPlan } from '../plan';
import type { RateStore } from '../rates/choose-by-rate';
import { measuredRate } from '../rates/measured-rate';
import { chooseNodeKernel } from './choose-node-kernel';
import { rateFile } from './kernel-rates';
import { nodeKernels } from './kernels';

const { plan } = await buildPlan({
  detector: { distanceMm: 100, pixelMm: 0.1, pixelsFast: 1000, pixelsSlow: 1000 },
  crystal: { cell: [50], cells: [5, 5, 5], mosaic: { domains: 10, spreadDeg: 1 } },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
});

const gpu = (refusals: readonly string[] = []): Kernel => ({
  id: 'gpu',
  accepts: () => refusals,
  prepare: () => expect.fail('only rates are asked for'),
});

function storeOf(): RateStore & { readonly kept: Map<string, number> } {
  const kept = new Map<string, number>();
  return { kept, find: (kernel) => kept.get(kernel), keep: (kernel, _, rate) => void kept.set(kernel, rate) };
}

/** The choice among a cpu and a gpu kernel of given rates, for 10 million samples an image. */
function choice(more: {
  readonly images?: number;
  readonly gpuRate?: number;
  readonly isSoftware?: boolean;
  readonly refusals?: readonly string[];
  readonly rates?: RateStore;
}) {
  const { images = 100, gpuRate = 1e10, isSoftware = false, refusals = [], rates = storeOf() } = more;
  const adapter = vi.fn(async () => ({ name: 'Graphics 9000', isSoftware }));
  const rateOf = vi.fn(async ({ id }: Kernel) => (id === 'gpu' ? gpuRate : 1e8));
  const kernels = new Map([...nodeKernels, ['gpu', async () => gpu(refusals)] as const]);
  const chosen = chooseNodeKernel(plan, 'auto', { images, kernels, adapter, rates, rateOf });
  return { chosen, adapter, rateOf };
}

test('auto takes a hardware GPU that is clearly faster for all images, and says by how much', async () => {
  const { kernel, reason } = await choice({}).chosen;
  expect(kernel.id).toBe('gpu');
  expect(reason).toBe('Graphics 9000: 10000 million samples/s, cpu kernel: 100 million samples/s');
  expect((await choice({ gpuRate: 1.2e8 }).chosen).kernel.id).toBe('cpu');
});

test('a short run does not look for a GPU', async () => {
  const { chosen, adapter } = choice({ images: 10 });
  expect(await chosen).toEqual({ kernel: expect.objectContaining({ id: 'cpu' }) });
  expect(adapter).not.toHaveBeenCalled();
});

test('auto never takes an adapter that computes on the CPU, whatever its rate, nor one that refuses the plan', async () => {
  const software = choice({ isSoftware: true, gpuRate: 1e15 });
  expect((await software.chosen).kernel.id).toBe('cpu');
  expect((await software.chosen).reason).toContain('computes on the CPU');
  expect(software.rateOf).toHaveBeenCalledTimes(1);
  const refused = await choice({ refusals: ['a curved surface'] }).chosen;
  expect([refused.kernel.id, refused.reason]).toEqual(['cpu', 'the gpu kernel cannot run this: a curved surface']);
});

test('a kernel that is asked for is taken without measurement', async () => {
  const rateOf = vi.fn(async () => 1);
  expect((await chooseNodeKernel(plan, 'cpu', { rateOf, images: 1e6 })).kernel.id).toBe('cpu');
  expect(rateOf).not.toHaveBeenCalled();
});

test('rates are measured once on a machine and kept in a file; a damaged one is measured anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-rates-'));
  const path = join(folder, 'cache', 'rates.json');
  try {
    expect(await choice({ rates: rateFile(path) }).rateOf).toBeDefined();
    const first = choice({ rates: rateFile(path) });
    await first.chosen;
    const again = choice({ rates: rateFile(path), gpuRate: 1 });
    expect((await again.chosen).kernel.id).toBe('gpu');
    expect(again.rateOf).not.toHaveBeenCalled();
    expect(Object.values(JSON.parse(readFileSync(path, 'utf8')))).toEqual(expect.arrayContaining([1e8, 1e10]));
    writeFileSync(path, '{"x": ');
    const anew = choice({ rates: rateFile(path) });
    await anew.chosen;
    expect(anew.rateOf).toHaveBeenCalledTimes(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a measurement ends after its time, and gives the rate of the fastest image', async () => {
  let time = 0;
  const costs = [50, 8, 4, 6, 9];
  const run = vi.fn(async () => {
    time += costs.shift() ?? 9;
    return {};
  });
  const prepared = { run, close: async () => {}, arithmetic: { precision: 'single' } };
  const kernel = { id: 'cpu', accepts: () => [], prepare: async () => prepared } as unknown as Kernel;
  const rate = await measuredRate(kernel, { now: () => time });
  // 64 x 64 pixels with 50 samples each in 4 ms.
  expect(rate).toBe((1000 * 64 * 64 * 50) / 4);
  expect(run).toHaveBeenCalledTimes(3);
});

test('the rate of a fast kernel is that of a large image, within 40 ms', async () => {
  let time = 0;
  // Half a millisecond to begin, and a nanosecond for ten samples.
  const prepare = async ({ panels: [panel] }: FixedPlan): Promise<PreparedKernel> => ({
    run: async () => {
      time += 0.5 + ((panel?.pixelsFast ?? 0) * (panel?.pixelsSlow ?? 0) * 50) / 1e7;
      return {};
    },
    close: async () => {},
    arithmetic: { precision: 'single', threads: 1 },
  });
  const rate = await measuredRate({ id: 'gpu', accepts: () => [], prepare }, { now: () => time });
  expect(rate).toBeGreaterThan(3e9);
  expect(time).toBeLessThan(40);
});
