import { expect, test } from 'vitest';
import { digitizing } from './readout';

test('the largest recorded value is that of samples, bits and maximum together', () => {
  expect(digitizing([{ kind: 'photon' }])).toBeUndefined();
  expect(digitizing([{ kind: 'digitize' }])).toEqual({ type: 'u16', offset: 40, maximum: 65535 });
  expect(digitizing([{ kind: 'digitize', bits: 14, offset: 0 }])).toEqual({ type: 'u16', offset: 0, maximum: 16383 });
  expect(digitizing([{ kind: 'digitize', bits: 20 }])?.maximum).toBe(65535);
  expect(digitizing([{ kind: 'digitize', type: 'i32', maximum: 1e6 }])?.maximum).toBe(1e6);
  expect(digitizing([{ kind: 'digitize', type: 'f32' }])?.maximum).toBe(Number.POSITIVE_INFINITY);
});
