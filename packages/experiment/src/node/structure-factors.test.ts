import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadStructureFactors } from './structure-factors';

const fixture = (name: string) => fileURLToPath(new URL(`../../../reflections/fixtures/${name}`, import.meta.url));
const beam = { wavelengthA: 1 };

test('an MTZ file gives amplitudes and the cell', async () => {
  const { experiment, reflections } = await loadStructureFactors({
    beam,
    structureFactors: { file: fixture('pairs.mtz'), column: 'F' },
  });
  expect(experiment.crystal?.cell).toEqual([30, 40, 50, 90, 100, 90]);
  expect(reflections?.count).toBe(8);
});

test('a model gives amplitudes, Friedel mates apart, and the cell', async () => {
  const { experiment, reflections } = await loadStructureFactors({
    beam,
    structureFactors: { model: fixture('small.pdb'), dMinA: 3 },
  });
  expect(experiment.crystal?.cell).toEqual([21.4, 9.7, 14.2, 90, 104.5, 90]);
  expect(reflections?.max).toEqual([6, 3, 4]);
  expect(new Set(reflections?.F).size).toBeGreaterThan((reflections?.count ?? 0) / 4 + 20);
});

test('a cell or an orientation given by the user stays', async () => {
  const structureFactors = { file: fixture('pairs.mtz') };
  const cell = [1, 2, 3];
  expect((await loadStructureFactors({ beam, structureFactors, crystal: { cell } })).experiment.crystal).toEqual({
    cell,
  });
  const matrix = 'a.mat';
  expect((await loadStructureFactors({ beam, structureFactors, crystal: { matrix } })).experiment.crystal).toEqual({
    matrix,
  });
});

test('nothing named, nothing read', async () => {
  const experiment = { structureFactors: { default: 5 } };
  expect(await loadStructureFactors(experiment)).toEqual({ experiment, warnings: [] });
});

test('a model wants a resolution limit and no list beside it', async () => {
  const model = fixture('small.pdb');
  await expect(loadStructureFactors({ beam, structureFactors: { model } })).rejects.toThrow(
    'give --dmin (A) beside --model',
  );
  await expect(loadStructureFactors({ beam, structureFactors: { model, dMinA: 2, file: 'a.hkl' } })).rejects.toThrow(
    'not both',
  );
});

test('what would have no effect is refused', async () => {
  const refused = (structureFactors: object) => expect(loadStructureFactors({ beam, structureFactors })).rejects;
  await refused({ file: fixture('pairs.mtz'), dMinA: 2 }).toThrow('--dmin is how far a --model is calculated');
  await refused({ default: 1, dMinA: 2 }).toThrow('--dmin is how far a --model is calculated');
  await refused({ model: fixture('small.pdb'), dMinA: 2, column: 'F' }).toThrow('--column chooses from a list');
  await refused({ model: fixture('pairs.mtz'), dMinA: 2 }).toThrow('is a list of structure factors, not a model');
});
