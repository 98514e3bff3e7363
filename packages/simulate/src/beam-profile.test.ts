import type { Experiment } from '@braggsim/experiment';
import { expect, test } from 'vitest';
import { derivatives } from './derivatives/derivatives';
import { simulate } from './simulate';

const base: Experiment = {
  beam: { wavelengthA: 1, fluencePerM2: 1e26 },
  detector: { pixelsFast: 5, pixelsSlow: 5, pixelMm: 1, distanceMm: 100 },
  crystal: { cell: [40], sizeUm: [0.02, 0.02, 0.02], shape: 'gauss-hkl' },
  structureFactors: { default: 100 },
  sampling: { oversample: 1, precision: 'double' },
};
const profile = { fwhmMm: [1e-5, 1e-5] } as const;
const flat = { ...base.beam };
const gauss = { ...base.beam, profile };

const photons = async (changes: Experiment): Promise<number[]> => {
  const { panels } = await simulate({ ...base, ...changes });
  return Array.from(panels[0]?.data ?? []);
};

test('spots fade with the mean of the profile over the crystal, and backgrounds stay', async () => {
  const background = [{ kind: 'water', thicknessUm: 10 }];
  const [crystal, water] = [base.crystal ?? {}, await photons({ structureFactors: { default: 0 }, background })];
  const [whole, part] = [await photons({ beam: flat, background }), await photons({ beam: gauss, background })];
  part.forEach((x, i) => {
    const spot = (whole[i] as number) - (water[i] as number);
    expect(Math.abs(x / (0.272875 * spot + (water[i] as number)) - 1)).toBeLessThan(3e-5);
  });
  const beside = await photons({ beam: gauss, crystal: { ...crystal, offsetMm: [1e-5, 0] } });
  expect(beside.every((x, i) => x < 0.272875 * (whole[i] as number))).toBe(true);
});

test('crystals of a list have offsets of their own', async () => {
  const { crystal = {}, ...others } = base;
  const { panels } = await simulate({
    ...others,
    beam: gauss,
    crystals: [crystal, { ...crystal, offsetMm: [2e-5, 1e-5] }],
  });
  const [centre, beside] = [
    await photons({ beam: gauss }),
    await photons({ beam: gauss, crystal: { ...crystal, offsetMm: [2e-5, 1e-5] } }),
  ];
  panels[0]?.data.forEach((x, i) => {
    expect(x / ((centre[i] as number) + (beside[i] as number))).toBeCloseTo(1, 5);
  });
});

test('an offset in a flat beam and derivatives by sizes in a profile are refused', async () => {
  await expect(photons({ crystal: { ...base.crystal, offsetMm: [0.1, 0] } })).rejects.toThrow(
    'crystal.offsetMm is 0.1, 0 and has no effect in a flat beam',
  );
  const experiment = { ...base, beam: gauss };
  await expect(derivatives(experiment, { parameters: ['crystal.cell.a'] })).rejects.toThrow('leave beam.profile out');
  await expect(derivatives(experiment, { parameters: ['beam.profile.fwhmMm.x'] })).rejects.toThrow('illumination');
});
