import { isBraggsimError } from '@braggsim/core';
import { expect, test } from 'vitest';
import { deviceHolder } from './device';
import { nullGpu } from './null-gpu';

const holderOf = (...adapters: readonly (ReturnType<typeof nullGpu> | undefined)[]) =>
  deviceHolder(async function* () {
    for (const adapter of adapters) yield { gpu: adapter?.gpu ?? { requestAdapter: async () => null } };
  });

test('all users share one device, and the last to release it ends it', async () => {
  const gpu = nullGpu();
  const { log } = gpu;
  const holder = holderOf(gpu);
  const [first, second] = await Promise.all([holder.lease(), holder.lease()]);
  expect(first.device).toBe(second.device);
  await first.release();
  await first.release();
  expect(log).toEqual(['open']);
  await second.release();
  expect(log).toEqual(['open', 'destroy']);
  await (await holder.lease()).release();
  expect(log).toEqual(['open', 'destroy', 'open', 'destroy']);
});

test('a source without an adapter is skipped', async () => {
  const lease = await holderOf(undefined, nullGpu()).lease();
  expect(lease.facts.name).toBe('null device');
  await lease.release();
});

test('the message about a missing adapter names the sources that were tried, and a remedy', async () => {
  const holder = holderOf(undefined);
  for (const _ of [1, 2]) {
    const error = await holder.lease().catch((e: unknown) => e);
    expect(isBraggsimError(error, 'refused') && error.message).toBe(
      'there is no GPU to compute on (the system has no GPU adapter); use the cpu kernel',
    );
  }
});

test('the message includes the reason why a source is not available', async () => {
  const holder = deviceHolder(async function* () {
    yield { problem: 'the browser has no WebGPU' };
  });
  await expect(holder.lease()).rejects.toThrow('there is no GPU to compute on (the browser has no WebGPU)');
});

test('an adapter that cannot open a device is skipped and reported', async () => {
  const closed = {
    limits: {},
    info: { description: 'card' },
    requestDevice: async () => {
      throw new Error('no memory');
    },
  };
  const gpu = { requestAdapter: async () => closed as unknown as GPUAdapter };
  const holder = deviceHolder(async function* () {
    yield { gpu };
  });
  await expect(holder.lease()).rejects.toThrow(
    'there is no GPU to compute on (card cannot open a device: Error: no memory); use the cpu kernel',
  );
});
