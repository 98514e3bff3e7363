import type { ShotPlan } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { indexSpread } from './single-bound';

test('the change of an index with the direction is that of the longest cell vector of any orientation and the shortest wavelength', () => {
  const orientations = Float64Array.of(3e-9, 4e-9, 0, 0, 1e-9, 0, 0, 0, 1e-9, 0, 0, 6e-9, 0, 1e-9, 0, 1e-9, 0, 0);
  const shot = { orientations, sources: { wavelengths: Float64Array.of(2e-10, 1e-10) } } as unknown as ShotPlan;
  expect(indexSpread(shot)).toBeCloseTo(60, 12);
});
