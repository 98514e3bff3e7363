import { ELECTRON_RADIUS_SQUARED } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { calculator, numbers } from '@braggsim/formula';
import { describeTerm } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planBackgrounds } from './plans';
import { water, waterMolecules } from './water';

const FLUENCE = 1.25932015286227e29;
const m = calculator(numbers());

async function waterBackground(
  thicknessUm: number,
  { fluence, water }: { fluence: number; water: 'squared' | 'once' },
) {
  const context = { beam: { fluence, beamSize: null }, compatibility: { water }, derived: {} as Derived };
  return (await planBackgrounds([{ kind: 'water', thicknessUm }], context)).plans[0];
}

const planned = async (thicknessUm: number, fluence: number, scaling: 'squared' | 'once'): Promise<number> =>
  (await waterBackground(thicknessUm, { fluence, water: scaling }))?.constants.value as number;

test('a mole of water is 18 cm³', async () => {
  expect(waterMolecules(18e-6 ** (1 / 3)) / 6.02214179e23).toBeCloseTo(1, 12);
});

describe('scaled twice, as in the C program', () => {
  test('check values of the specification', async () => {
    expect((await planned(100, FLUENCE, 'squared')) / 2.2097580171539443e17).toBeCloseTo(1, 13);
    expect((await planned(100, 1e24, 'squared')) / 1754722984565.4832).toBeCloseTo(1, 13);
  });

  test('once per pixel', async () => {
    expect(await waterBackground(100, { fluence: 1e24, water: 'squared' })).toMatchObject({
      id: 'water',
      mode: 'once',
    });
  });
});

describe('scaled once', () => {
  test('2.57² electrons² a molecule, whatever the fluence, at every sample', async () => {
    const plan = await waterBackground(10, { fluence: 1e20, water: 'once' });
    expect(plan?.mode).toBe('each');
    expect(plan?.constants.value).toBe(2.57 ** 2 * waterMolecules(10 * 1e-6));
    expect(await planned(10, 1e30, 'once')).toBe(await planned(10, 1e20, 'once'));
  });

  test('photons follow from r_e² fluence alone: twice the fluence, twice the photons', async () => {
    const photons = async (fluence: number) => ELECTRON_RADIUS_SQUARED * fluence * (await planned(5, fluence, 'once'));
    const inC = async (fluence: number) => ELECTRON_RADIUS_SQUARED * fluence * (await planned(5, fluence, 'squared'));
    expect((await photons(2e27)) / (await photons(1e27))).toBeCloseTo(2, 14);
    expect((await inC(2e27)) / (await inC(1e27))).toBeCloseTo(4, 14);
    // Where r_e² fluence is 1, as it is by default, both scalings agree.
    const unity = 1 / ELECTRON_RADIUS_SQUARED;
    expect((await photons(unity)) / (await inC(unity))).toBeCloseTo(1, 14);
  });
});

test('it grows with the cube of the edge', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
      fc.constantFrom('once', 'squared'),
      async (size, scaling) => {
        const larger = await planned(2 * size, 1e24, scaling);
        expect(larger / (await planned(size, 1e24, scaling))).toBeCloseTo(8, 10);
      },
    ),
  );
});

test('no water, no term', async () => {
  expect(await waterBackground(0, { fluence: 1e24, water: 'once' })).toBeUndefined();
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a thickness of %d is refused', async (thicknessUm) => {
  await expect(waterBackground(thicknessUm, { fluence: 1e24, water: 'once' })).rejects.toThrow(
    "thicknessUm of the background 'water' is a number from 0 in µm",
  );
});

test('the term is its constant', async () => {
  expect(water.constants({ thicknessUm: 10 }, {} as Derived)).toEqual({ value: await planned(10, 1e24, 'once') });
  expect(water.formula(m, {}, { value: 3.5 }, {})).toBe(3.5);
});

describeTerm(water, { cases: [{ name: '10 µm', params: { thicknessUm: 10 } }] });
