import type { StageRequest } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { describe, expect, test } from 'vitest';
import { MATERIALS } from './materials/materials';
import { planBackgrounds } from './plans';

const tables = { 'x.stol': { sinThetaOverLambda: Float64Array.of(0, 1e9, 2e9), amplitude: Float64Array.of(1, 2, 3) } };
const context = {
  beam: { fluence: 1e20, beamSize: 1e-4 },
  compatibility: { water: 'once' },
  derived: {} as Derived,
  tables,
} as const;
const planned = (...background: StageRequest[]) => planBackgrounds(background, context);

test('backgrounds add up, each with a table of its own', async () => {
  const { plans, tables: found } = await planned(
    { kind: 'water', thicknessUm: 10 },
    { kind: 'amorphous', material: 'air', thicknessMm: 30 },
    { kind: 'amorphous', file: 'x.stol' },
  );
  expect(plans.map(({ id, mode }) => `${id} ${mode}`)).toEqual(['water each', 'amorphous each', 'amorphous each']);
  expect(Object.keys(found)).toEqual(['amorphous1', 'amorphous2']);
});

const molecules = async (request: Omit<StageRequest, 'kind'>) =>
  (await planned({ kind: 'amorphous', ...request })).plans[0]?.constants.molecules as number;

test('molecules from thickness, beam, density and molar mass', async () => {
  const air = await molecules({ material: 'air', thicknessMm: 10 });
  // 10 mm of air through a beam of 0.1 mm: 1e-4 cm^3.
  expect(air / ((1e-4 * MATERIALS.air.densityGPerCm3 * 6.02214179e23) / MATERIALS.air.molarMassGPerMol)).toBeCloseTo(
    1,
    12,
  );
  expect((await molecules({ file: 'x.stol', widthMm: 0.05 })) * 2).toBeCloseTo(await molecules({ file: 'x.stol' }), 0);
  expect(await molecules({ file: 'x.stol', widthMm: 5 })).toBe(await molecules({ file: 'x.stol' }));
  expect((await molecules({ file: 'x.stol', densityGPerCm3: 2 })) / (await molecules({ file: 'x.stol' }))).toBeCloseTo(
    2,
    12,
  );
  expect(await molecules({ file: 'x.stol', molecules: 42 })).toBe(42);
});

describe('refused', () => {
  test.each([
    [{ kind: 'fog' }, "there is no background 'fog'"],
    [{ kind: 'water' }, 'needs thicknessUm'],
    [{ kind: 'amorphous' }, 'either a material or the file'],
    [{ kind: 'amorphous', material: 'air', file: 'x.stol' }, 'either a material or the file'],
    [{ kind: 'amorphous', material: 'argon' }, "no material 'argon'"],
    [{ kind: 'amorphous', file: 'y.stol' }, 'its content was not passed'],
    [{ kind: 'amorphous', material: 'air', thickness: 1 }, "no parameter 'thickness'"],
    [{ kind: 'amorphous', material: 'air', thicknessMm: -1 }, 'from 0 in mm, not -1'],
    [{ kind: 'amorphous', material: 'air', molarMassGPerMol: 'light' }, 'molarMassGPerMol'],
    [{ kind: 'amorphous', material: 'air', ends: 'loose' }, 'hold or extrapolate'],
  ])('%o, with the reason', async (request, message) => {
    await expect(planned(request as StageRequest)).rejects.toThrow(message);
  });
});

test('a table that loses digits in equal steps says so', async () => {
  const jagged = {
    sinThetaOverLambda: Float64Array.from({ length: 40 }, (_, i) => 1e8 * (i + 0.3 * Math.sin(7 * i) + 1)),
    amplitude: Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1)),
  };
  const { warnings } = await planBackgrounds([{ kind: 'amorphous', file: 'j' }], { ...context, tables: { j: jagged } });
  expect(warnings.map(({ id }) => id)).toEqual(['table-resampled']);
});
