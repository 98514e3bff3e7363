import { isBraggsimError, type KernelOptions, type Plan } from '@braggsim/core';
import { deviceHolder, gpuKernelOn, nullGpu } from '@braggsim/kernel-gpu';
import { expect, test } from 'vitest';
import { tinyPlan, tinyTerms, twoPanels, withPanels } from './tiny';

/** The kernel on a device that computes nothing, and what it asks of it. */
function onNothing(limits?: Parameters<typeof nullGpu>[0]) {
  const gpu = nullGpu(limits);
  const holder = deviceHolder(async function* () {
    yield gpu;
  });
  return { kernel: gpuKernelOn(holder), log: gpu.log };
}

const refusal = async (plan: Plan, options: KernelOptions = {}, limits?: Parameters<typeof nullGpu>[0]) => {
  const { kernel, log } = onNothing(limits);
  const error = await kernel.prepare(plan.fixed, tinyTerms, options).catch((e: unknown) => e);
  expect(log.filter((entry) => entry === 'open').length).toBe(log.filter((entry) => entry === 'destroy').length);
  return isBraggsimError(error, 'refused') ? error.message : error;
};

test('what it cannot do is refused with the reason, and leaves no device open', async () => {
  expect(await refusal(tinyPlan(), { precision: 'double' })).toBe(
    "kernel 'gpu' cannot run this: it computes in single precision, and 'double' is asked for; use the cpu kernel",
  );
  expect(await refusal(tinyPlan(), {}, { maxStorageBufferBindingSize: 400 })).toBe(
    "kernel 'gpu' cannot run this: a table takes 500 bytes, and null device reads 400 at most; use the cpu kernel",
  );
  expect(await refusal(tinyPlan(), {}, { maxStorageBuffersPerShaderStage: 6 })).toContain('it needs 7 buffers');
  const long = tinyPlan({ fixed: { oversample: 2000 }, orientations: 100 });
  expect(onNothing().kernel.accepts(long)).toEqual([
    'a pixel has 400000000 samples, and a dispatch must not take longer than 100000000 do',
  ]);
  expect(onNothing().kernel.accepts(tinyPlan())).toEqual([]);
});

test('tables and the list of tiles are sent once, a new shot sends its own numbers', async () => {
  const { kernel, log } = onNothing();
  const plan = tinyPlan({ orientations: 3 });
  const prepared = await kernel.prepare(plan.fixed, tinyTerms);
  const ofPlan = log.splice(0);
  expect(ofPlan).toEqual(['open', 'write 500', 'write 16']);
  await prepared.run(plan.shot);
  const first = log.splice(0);
  expect(first).not.toContain('write 500');
  expect(first.filter((entry) => entry.startsWith('dispatch'))).toEqual(['dispatch 2']);
  await prepared.run(plan.shot);
  expect(log.splice(0)).toEqual(first);
  await prepared.close();
  expect(log).toEqual(['destroy']);
});

test('several panels and shots at a time', async () => {
  const { kernel, log } = onNothing();
  const plan = twoPanels(tinyPlan());
  const prepared = await kernel.prepare(plan.fixed, tinyTerms);
  const results = await Promise.all([prepared.run(plan.shot), prepared.run(plan.shot)]);
  for (const { photons } of results) expect(photons).toHaveLength(2);
  expect(log.filter((entry) => entry.startsWith('dispatch'))).toHaveLength(4);
  await prepared.close();
});

test('an image without a wanted pixel asks nothing of the device', async () => {
  const { kernel, log } = onNothing();
  const plan = withPanels(tinyPlan(), { mask: new Uint8Array(80) });
  const prepared = await kernel.prepare(plan.fixed, tinyTerms);
  const { photons } = await prepared.run(plan.shot);
  expect(photons?.[0]).toEqual(new Float32Array(80));
  expect(log.some((entry) => entry.startsWith('dispatch'))).toBe(false);
  await prepared.close();
});
