import { isBraggsimError } from '@braggsim/core';
import { fromRegistry } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { digitize } from './digitize';
import { photon } from './photon';
import { serialPoisson } from './serial-poisson';
import { noiseParameters, noiseStages } from './stages';

const context = { seed: 123, image: 0, panel: 0, shape: [100, 100] as const };
const flat = () => new Float32Array(10_000).fill(50.25);

function recorded(params: Record<string, unknown>): Float32Array {
  const values = flat();
  photon.apply(values, params, context);
  return values;
}

test('the registry has each stage under its id', async () => {
  for (const id of ['photon', 'digitize']) expect((await fromRegistry(noiseStages, id, 'readout stage')).id).toBe(id);
  expect(noiseParameters.seed.flag).toBe('-seed');
});

test('ran1 of the first image is the stream of the C program', () => {
  const poisson = serialPoisson(123);
  expect(recorded({ rng: 'ran1' })).toEqual(flat().map((x) => poisson(x)));
  expect([...recorded({ rng: 'ran1' }).slice(0, 4)]).toEqual([56, 52, 34, 45]);
});

test('digitize: offset, clipping, rounding, NaN', () => {
  const run = (params: Record<string, unknown>) => {
    const values = Float32Array.of(0, 1.5, -50, 70_000, Number.NaN, Number.POSITIVE_INFINITY);
    digitize.apply(values, params, context);
    return [...values];
  };
  expect(run({})).toEqual([40, 41, 0, 65535, 0, 65535]);
  expect(run({ offset: 0, maximum: 1000, rounding: 'nearest' })).toEqual([0, 2, 0, 1000, 0, 1000]);
});

test('unknown parameter values are rejected', () => {
  const usage = (attempt: () => void) => {
    try {
      attempt();
    } catch (error) {
      return isBraggsimError(error, 'usage');
    }
    return false;
  };
  expect(usage(() => photon.apply(flat(), { rng: 'mt19937' }, context))).toBe(true);
  expect(usage(() => digitize.apply(flat(), { offset: 'much' }, context))).toBe(true);
  expect(usage(() => digitize.apply(flat(), { rounding: 'up' }, context))).toBe(true);
});
