import { expect, test } from 'vitest';
import { resolveBeam } from './beam';
import { illumination, resolveProfile } from './profile';

const profileOf = (fwhmMm: readonly [number, number], offsetMm?: readonly [number, number]) =>
  resolveProfile({ profile: { fwhmMm, ...(offsetMm && { offsetMm }) } }) as NonNullable<
    ReturnType<typeof resolveProfile>
  >;

test('a box of 20 um in a beam of 10 x 10 um has 0.272875 of the peak', () => {
  expect(illumination(profileOf([0.01, 0.01]), [20e-6, 20e-6])).toBeCloseTo(0.272875, 5);
});

test('a point has the fluence where it lies, and half the peak at half the width', () => {
  const profile = profileOf([0.02, 0.03], [0.01, 0]);
  expect(illumination(profile, [1e-12, 1e-12])).toBeCloseTo(0.5, 9);
  expect(illumination(profile, [1e-9, 1e-9], [0, 0.015e-3])).toBeCloseTo(0.5, 6);
  expect(illumination(profile, [1e-9, 1e-9], [0, 0])).toBeCloseTo(1, 6);
});

test('the mean over a box is that of points in it', () => {
  const profile = profileOf([0.01, 0.02], [0.004, -0.003]);
  const [width, height, steps] = [12e-6, 7e-6, 40];
  let sum = 0;
  for (let i = 0; i < steps; i++)
    for (let j = 0; j < steps; j++) {
      const at = [
        0.004e-3 + width * ((i + 0.5) / steps - 0.5),
        -0.003e-3 + height * ((j + 0.5) / steps - 0.5),
      ] as const;
      sum += illumination(profile, [0, 0], at);
    }
  expect(illumination(profile, [width, height]) / (sum / steps ** 2)).toBeCloseTo(1, 3);
});

test('a wide beam is flat', () => {
  expect(illumination(profileOf([100, 100]), [1e-4, 1e-4])).toBeCloseTo(1, 6);
});

test('a flux gives the peak N / (2 pi sx sy), and is reported again', () => {
  const { value } = resolveBeam({ fluxPerS: 1e12, exposureS: 0.1, profile: { fwhmMm: [0.01, 0.02] } });
  const [sx, sy] = [1e-5 / 2.354820045, 2e-5 / 2.354820045];
  expect(value.fluence / (1e11 / (2 * Math.PI * sx * sy))).toBeCloseTo(1, 8);
  expect(value.flux / 1e12).toBeCloseTo(1, 12);
});

test.each([[undefined], [[0.01, 0] as const]])('widths of %j are refused', (fwhmMm) => {
  expect(() => resolveBeam({ profile: { ...(fwhmMm && { fwhmMm }) } })).toThrow('beam.profile.fwhmMm must be');
});
