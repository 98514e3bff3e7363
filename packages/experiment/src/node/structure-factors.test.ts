import { fileURLToPath } from 'node:url';
import { folder } from '@braggsim/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { loadStructureFactors } from './load-inputs';

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
  await refused({ model: fixture('small.pdb'), dMinA: 2, cache: 'f.bin' }).toThrow('structureFactors.cache (f.bin)');
  await refused({ model: fixture('small.pdb'), dMinA: 2, column: 'F' }).toThrow('--column chooses from a list');
  await refused({ model: fixture('pairs.mtz'), dMinA: 2 }).toThrow('is a list of structure factors, not a model');
});

describe('structure factors that depend on energy', () => {
  const here = folder();
  afterAll(() => here.remove());
  const list = here.put('base.hkl', '1 0 0 50 20\n0 2 1 30 -40\n');
  const part = here.put('part.hkl', '1 0 0 2 70\n0 2 1 1 10\n');
  const plain = here.put('plain.hkl', '1 0 0 50\n');
  const dispersion = here.put('fe.csv', 'energyEv,f1,f2\n12000,-1,2\n13000,-2,3\n');
  const kind = { element: 'Fe', part, dispersion };
  const load = (structureFactors: NonNullable<Parameters<typeof loadStructureFactors>[0]['structureFactors']>) =>
    loadStructureFactors({ beam, structureFactors });

  test('of parts, of a model and of columns are read with the cell of their files', async () => {
    const parts = await load({ file: list, anomalous: [kind] });
    expect(parts.byEnergy).toMatchObject({ kind: 'anomalous', base: { listed: 2 }, kinds: [{ element: 'Fe' }] });
    const listed = await load({
      file: list,
      anomalous: [{ element: 'Fe', part, energiesEv: [7000, 7200], f1: [-3, -5], f2: [1, 3] }],
    });
    const { kinds } = listed.byEnergy?.kind === 'anomalous' ? listed.byEnergy : expect.fail('no kinds');
    expect(kinds[0]?.dispersion).toMatchObject({ by: 'energyEv', at: [7000, 7200], f1: [-3, -5], f2: [1, 3] });
    const model = await load({ model: fixture('small.pdb'), dMinA: 3, anomalous: [{ element: 'Zn', site: 'A/1/ZN' }] });
    expect(model.experiment.crystal?.cell).toEqual([21.4, 9.7, 14.2, 90, 104.5, 90]);
    expect(model.byEnergy).toMatchObject({ kinds: [{ element: 'Zn', dispersion: { by: 'wavelengthA' } }] });
    const columns = await load({ file: fixture('pairs.mtz'), channels: [{ energyEv: 12000, column: 'F' }] });
    expect(columns.experiment.crystal?.cell).toEqual([30, 40, 50, 90, 100, 90]);
    expect(columns.byEnergy).toMatchObject({ kind: 'channels', energiesEv: [12000] });
  });

  test.each([
    [{ file: plain, anomalous: [kind] }, 'plain.hkl has no phases: line 1 ends after F'],
    [{ file: list, anomalous: [{ ...kind, part: plain }] }, 'plain.hkl has no phases'],
    [{ file: list, anomalous: [{ element: 'Fe' }] }, 'structureFactors.anomalous[0] has no part'],
    [{ file: list, anomalous: [{ ...kind, element: 'Qq' }] }, "structureFactors.anomalous[0].element is 'Qq'"],
    [
      { file: list, anomalous: [{ element: 'Fe', part, energiesEv: [7000, 7100], f1: [-3, -4], f2: [1] }] },
      'structureFactors.anomalous[0]: expected f1 and f2 at each of two energies or more (energiesEv), found 2 energies, 2 f1 and 1 f2',
    ],
    [
      { file: list, anomalous: [{ element: 'Fe', part, energiesEv: [7100, 7000], f1: [-3, -4], f2: [1, 2] }] },
      'structureFactors.anomalous[0].energiesEv: expected ascending energies, found 7000 eV after 7100 eV',
    ],
    [
      { file: list, anomalous: [{ ...kind, dispersion: plain, energiesEv: [7000, 7100], f1: [-3, -4], f2: [1, 2] }] },
      'structureFactors.anomalous[0] has both dispersion and energiesEv',
    ],
    [{ file: list, anomalous: [{ ...kind, site: 'A' }] }, 'structureFactors.anomalous[0].site restricts the atoms'],
    [{ anomalous: [kind] }, 'structureFactors.anomalous is about a list with phases'],
    [{ file: list, anomalous: [kind], channels: [] }, 'anomalous and structureFactors.channels are both given'],
    [{ file: list, anomalous: [kind], interpolation: 'tricubic' }, 'structureFactors.interpolation is tricubic'],
    [{ file: list, anomalous: [kind], cache: 'f.bin' }, 'anomalous and structureFactors.cache are both given'],
    [{ file: list, phaseColumn: 'PHIC' }, 'structureFactors.phaseColumn is for structureFactors.anomalous'],
    [{ model: fixture('small.pdb'), anomalous: [kind], dMinA: 3 }, 'anomalous[0].part is calculated from the model'],
    [{ model: fixture('small.pdb'), anomalous: [{ element: 'Au' }], dMinA: 3 }, 'has no atoms of Au'],
    [{ channels: [{ energyEv: 12000, column: 'F' }] }, 'structureFactors.channels[0] has no list'],
    [
      { file: fixture('pairs.mtz'), column: 'F', channels: [{ energyEv: 1 }] },
      'structureFactors.column is for one list',
    ],
    [
      {
        file: fixture('pairs.mtz'),
        channels: [
          { energyEv: 1, column: 'G' },
          { energyEv: 2, column: 'none' },
        ],
      },
      "no column 'none'",
    ],
    [
      { file: fixture('pairs.mtz'), channels: [{ energyEv: 1 }, { energyEv: 2, file: fixture('small-gemmi.mtz.gz') }] },
      'small-gemmi.mtz.gz is of another cell',
    ],
  ] as const)('%j is refused', async (structureFactors, message) => {
    await expect(load(structureFactors)).rejects.toThrow(message);
  });
});
