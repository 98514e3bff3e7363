import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadExperiment } from './load-experiment';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'braggsim-powder-'));
  writeFileSync(join(folder, 'list.hkl'), '1 0 0 30\n1 1 0 20\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (background: Record<string, unknown>) => {
  const file = join(folder, 'powder.json');
  writeFileSync(file, JSON.stringify({ background: [{ kind: 'powder', cells: 1e9, sizeA: 500, ...background }] }));
  return loadExperiment(file);
};
const group = { cell: [4.15689], spaceGroup: 'P m -3 m', dMinA: 2.5, amplitude: 30 };

test('a powder becomes rings: those of a space group, with the cell and widths that are given', async () => {
  const { experiment } = await load({ ...group, strainPercent: 0.1 });
  const [rings] = experiment.background ?? [];
  expect(rings).toMatchObject({ kind: 'rings', cells: 1e9, sizeA: 500, strainPercent: 0.1 });
  expect(rings?.cellVolumeA3).toBeCloseTo(4.15689 ** 3, 9);
  const list = rings?.rings as readonly (readonly [number, number])[];
  expect(list.map(([d]) => Number(d.toFixed(4)))).toEqual([4.1569, 2.9394]);
  expect(list[0]?.[1]).toBeCloseTo(6 * 900, 6);
});

test('the file of structure factors lies beside the experiment', async () => {
  const { experiment } = await load({ cell: [10], structureFactors: 'list.hkl' });
  const list = experiment.background?.[0]?.rings as readonly (readonly [number, number])[];
  expect(list.map(([d, strength]) => [d.toFixed(3), strength])).toEqual([
    ['10.000', 1800],
    ['7.071', 800],
  ]);
});

test.each([
  [{ cell: [4] }, 'background[0]: a powder has either a spaceGroup or structureFactors'],
  [{ ...group, structureFactors: 'list.hkl' }, 'background[0]: a powder has either a spaceGroup or structureFactors'],
  [{ structureFactors: 'list.hkl' }, 'list.hkl names none; give cell'],
  [{ ...group, cell: undefined }, 'a powder of a spaceGroup needs its cell'],
  [{ ...group, dMinA: undefined }, 'needs dMinA'],
  [{ ...group, amplitude: undefined }, 'needs amplitude'],
  [{ ...group, spaceGroup: 'P 9' }, "spaceGroup is 'P 9'"],
  [{ ...group, dMinA: 9 }, 'a powder has 0 rings to 9 A'],
  [{ ...group, dMinA: -1 }, 'dMinA'],
])('%j is refused', async (background, message) => {
  await expect(load(background)).rejects.toThrow(message);
});
