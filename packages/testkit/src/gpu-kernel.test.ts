import { isBraggsimError } from '@braggsim/core';
import type { KernelOptions, Plan, ShotPlan } from '@braggsim/core/kernel';
import { deviceHolder, gpuKernelOn, nullGpu } from '@braggsim/kernel-gpu';
import { expect, test } from 'vitest';
import { tinyPlan, tinyTerms, twoPanels, withPanels } from './tiny';

/** The kernel on a device that computes nothing, with the log of that device. */
function onNullGpu(limits?: Parameters<typeof nullGpu>[0]) {
  const gpu = nullGpu(limits);
  const holder = deviceHolder(async function* () {
    yield gpu;
  });
  return { kernel: gpuKernelOn(holder), ...gpu };
}

const refusal = async (plan: Plan, options: KernelOptions = {}, limits?: Parameters<typeof nullGpu>[0]) => {
  const { kernel, log } = onNullGpu(limits);
  const error = await kernel.prepare(plan.fixed, tinyTerms, options).catch((e: unknown) => e);
  expect(log.filter((entry) => entry === 'open').length).toBe(log.filter((entry) => entry === 'destroy').length);
  return isBraggsimError(error, 'refused') ? error.message : error;
};

test('unsupported plans are refused with the reason, and leave no device open', async () => {
  expect(await refusal(tinyPlan(), { precision: 'double' })).toBe(
    "kernel 'gpu' cannot run this: it computes in single precision, and 'double' is asked for; use the cpu kernel",
  );
  expect(await refusal(tinyPlan(), {}, { maxStorageBufferBindingSize: 400 })).toBe(
    "kernel 'gpu' cannot run this: a table takes 500 bytes, and null device reads 400 at most; use the cpu kernel",
  );
  expect(await refusal(tinyPlan(), {}, { maxStorageBuffersPerShaderStage: 6 })).toContain('it needs 7 buffers');
  const long = tinyPlan({ fixed: { oversample: 2000 }, orientations: 100 });
  expect(onNullGpu().kernel.accepts(long)).toEqual([
    'a pixel has 400000000 samples, and one dispatch computes at most 25000000',
  ]);
  expect(onNullGpu().kernel.accepts(tinyPlan())).toEqual([]);
});

test('a tolerance that single precision does not guarantee is refused; without a tolerance nothing is refused', async () => {
  const { kernel } = onNullGpu();
  const { fixed, shot } = tinyPlan();
  const run = async (options: KernelOptions) => {
    const prepared = await kernel.prepare(fixed, tinyTerms, options);
    try {
      await prepared.run(shot);
      return prepared.arithmetic;
    } catch (error) {
      return isBraggsimError(error, 'refused') ? error.message : error;
    } finally {
      await prepared.close();
    }
  };
  expect(await run({ tolerance: 1e-9 })).toBe(
    "kernel 'gpu' cannot run this: the error of single precision has no bound here, and the tolerance is 1e-9; use the cpu kernel",
  );
  expect(await run({})).toEqual({ precision: 'single', threads: 1, reason: 'the gpu kernel computes in no other' });
  expect(await run({ precision: 'single', tolerance: 1e-9 })).toEqual({ precision: 'single', threads: 1 });
});

test('data that do not change are uploaded once, a new shot uploads its own numbers', async () => {
  const { kernel, log } = onNullGpu();
  const plan = tinyPlan({ orientations: 3, fixed: { oversample: 2 } });
  const prepared = await kernel.prepare(plan.fixed, tinyTerms);
  const [table, tileOrigins] = ['write 500', 'write 8'];
  expect(log.splice(0)).toEqual(['open', table, tileOrigins]);
  await prepared.run(plan.shot);
  const first = log.splice(0);
  expect(first.filter((entry) => entry.startsWith('dispatch'))).toEqual(['dispatch 1']);
  const { orientations, scale } = plan.shot;
  await prepared.run({ ...plan.shot, orientations: orientations.map((x) => -x), scale: 2 * scale });
  const [numbers, axes, ofDispatch, ...rest] = log.splice(0);
  expect([numbers, axes, ofDispatch, ...rest].every((entry) => first.includes(entry ?? ''))).toBe(true);
  expect(rest).toEqual(['dispatch 1']);
  expect(first.filter((entry) => entry.startsWith('write'))).toHaveLength(5);
  await prepared.close();
  expect(log).toEqual(['destroy']);
});

test('rows of tiles are uploaded again only for sources in other directions, and shots in flight keep theirs', async () => {
  const { kernel, log } = onNullGpu();
  const { fixed, shot } = tinyPlan({ orientations: 3, fixed: { oversample: 2 } });
  const prepared = await kernel.prepare(fixed, tinyTerms);
  const { sources } = shot;
  const shorter = { ...shot, sources: { ...sources, wavelengths: sources.wavelengths.map((x) => 0.9 * x) } };
  const elsewhere = { ...shot, sources: { ...sources, incident: sources.incident.map((x) => -x) } };
  const writesOf = async (...shots: readonly ShotPlan[]) => {
    log.length = 0;
    await Promise.all(shots.map((each) => prepared.run(each)));
    return log.filter((entry) => entry.startsWith('write')).length;
  };
  const [ofShot, ofTiles] = [3, 2];
  expect(await writesOf(shot, shorter)).toBe(2 * ofShot + ofTiles);
  expect(await writesOf(shorter, elsewhere, shot)).toBe(3 * ofShot + 2 * ofTiles);
  await prepared.close();
});

test('the rows of a hundred thousand sources are not kept', async () => {
  const { kernel, log } = onNullGpu();
  const { fixed, shot } = tinyPlan({ orientations: 3, fixed: { oversample: 2 } });
  const prepared = await kernel.prepare(fixed, tinyTerms);
  await prepared.run(shot);
  const { sources } = shot;
  const count = 100_000 / sources.count;
  const repeated = (list: Float64Array) =>
    Float64Array.from({ length: list.length * count }, (_, i) => list[i % list.length] ?? 0);
  const many = {
    ...shot,
    sources: {
      count: sources.count * count,
      incident: repeated(sources.incident),
      magnetic: repeated(sources.magnetic),
      wavelengths: repeated(sources.wavelengths),
      weights: repeated(sources.weights),
    },
  };
  await prepared.run(many);
  log.length = 0;
  // The rows of the first shot are still on the device.
  await prepared.run(shot);
  expect(log.filter((entry) => entry.startsWith('write'))).toHaveLength(3);
  await prepared.close();
});

test('closing stops what is running, and nothing runs afterwards', async () => {
  const { kernel, log } = onNullGpu();
  const plan = twoPanels(tinyPlan());
  const prepared = await kernel.prepare(plan.fixed, tinyTerms);
  const running = prepared.run(plan.shot).catch((e: unknown) => e);
  await prepared.close();
  expect(isBraggsimError(await running, 'interrupted')).toBe(true);
  expect(log.at(-1)).toBe('destroy');
  await expect(prepared.run(plan.shot)).rejects.toThrow('interrupted');
});

test('an error on the device fails the shot that runs, not the next one', async () => {
  const { kernel, fail } = onNullGpu();
  const { fixed, shot } = tinyPlan();
  const prepared = await kernel.prepare(fixed, tinyTerms);
  const running = prepared.run(shot).catch((e: unknown) => e);
  fail('Out of memory\n - While calling [Device].CreateBuffer');
  const error = await running;
  expect(isBraggsimError(error, 'refused') && error.message).toBe(
    "kernel 'gpu' cannot run this: null device failed: Out of memory; use the cpu kernel",
  );
  await prepared.run(shot);
  await prepared.close();
});

test('the loss of the device is reported, and the kernel can be closed', async () => {
  const { kernel, lose, log } = onNullGpu();
  const { fixed, shot } = tinyPlan();
  const prepared = await kernel.prepare(fixed, tinyTerms);
  const running = prepared.run(shot).catch((e: unknown) => e);
  lose('the driver was reset');
  for (const error of [await running, await prepared.run(shot).catch((e: unknown) => e)]) {
    expect(isBraggsimError(error, 'refused') && error.message).toContain(
      'null device failed: it was lost: the driver was reset',
    );
  }
  await prepared.close();
  expect(log.at(-1)).toBe('destroy');
});

test('several panels and shots are computed at a time', async () => {
  const { kernel, log } = onNullGpu();
  const plan = twoPanels(tinyPlan());
  const prepared = await kernel.prepare(plan.fixed, tinyTerms);
  const results = await Promise.all([prepared.run(plan.shot), prepared.run(plan.shot)]);
  for (const { photons } of results) expect(photons).toHaveLength(2);
  expect(log.filter((entry) => entry.startsWith('dispatch'))).toHaveLength(4);
  await prepared.close();
});

test('an image without a requested pixel needs no dispatch', async () => {
  const { kernel, log } = onNullGpu();
  const plan = withPanels(tinyPlan(), { mask: new Uint8Array(80) });
  const prepared = await kernel.prepare(plan.fixed, tinyTerms);
  const { photons } = await prepared.run(plan.shot);
  expect(photons?.[0]).toEqual(new Float32Array(80));
  expect(log.some((entry) => entry.startsWith('dispatch'))).toBe(false);
  await prepared.close();
});
