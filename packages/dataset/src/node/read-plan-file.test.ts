import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { shotDraws } from '../draws/draw-shot';
import { planData } from '../plan/plan-data';
import { layoutHash, planHash } from '../plan/plan-hash';
import { fileHashes, filesInTables } from './plan-files';
import { readPlanFile } from './read-plan-file';
import { readTables } from './read-tables';

const here = mkdtempSync(join(tmpdir(), 'braggsim-plan-'));
afterAll(() => rmSync(here, { recursive: true }));

const put = (name: string, text: string): string => {
  writeFileSync(join(here, name), text);
  return join(here, name);
};

put(
  'base.yaml',
  `beam: { wavelengthA: 1 }
detector: { pixelsFast: 32, pixelsSlow: 32, distanceMm: 100 }
beamStop: { distanceMm: 50, radiusMm: 1 }
crystal: { cell: [60], cells: [4, 4, 4] }
structureFactors: { default: 100 }
background: [{ kind: water, thicknessUm: 20 }]
`,
);

const messageOf = async (text: string): Promise<string> =>
  readPlanFile(put('plan.yaml', text)).then(
    () => 'no problem',
    (error: Error) => error.message.replaceAll(`${here}/`, ''),
  );

const withVary = (line: string) => `extends: base.yaml\nshots: 4\nvary:\n  ${line}\n`;

test.each([
  [
    'detector.distanceM: { uniform: [1, 2] }',
    "plan.yaml:4:23: there is no field 'detector.distanceM'; did you mean detector.distanceMm?",
  ],
  [
    'detector.distanceMm: { uniform: [3, 2] }',
    'plan.yaml:4:35: vary.detector.distanceMm.uniform is a range of a lower and a higher end, not [3,2]',
  ],
  ['detector.distanceMm: { uniform: [0, 2] }', 'plan.yaml:4:24: detector.distanceMm is a number above 0 in mm, not 0'],
  ['detector.distanceMm: { unifrom: [1, 2] }', "found 'unifrom'; did you mean uniform?"],
  ['detector.distanceMm: { uniform: [1, 2], integer: [1, 2] }', 'found uniform and integer'],
  ['detector.distanceMm: { logUniform: [0, 2] }', 'vary.detector.distanceMm.logUniform[0] is a number above 0, not 0'],
  [
    'detector.distanceMm: { normal: { mean: 1, sd: -1 } }',
    'plan.yaml:4:49: vary.detector.distanceMm.normal.sd is a number from 0, not -1',
  ],
  ['detector.distanceMm: { normal: { mean: 100, sd: 50 } }', 'detector.distanceMm is a number above 0 in mm, not -200'],
  ['detector.distanceMm: { choice: [] }', 'vary.detector.distanceMm.choice is a list of values, one or more, not []'],
  [
    'detector.distanceMm: { choice: [1, 2], weights: [1] }',
    'weights is a list of 2 weights, one for each value, not [1]',
  ],
  ['detector.distanceMm: { choice: [1, 2], weights: [0, 0] }', 'weights is a list of weights with a sum above 0'],
  ['detector.distanceMm: { uniform: [1, 2], weights: [1, 1] }', "has no member 'weights'"],
  ['detector.distanceMm: 5', 'vary.detector.distanceMm is a distribution'],
  [
    'detector.convention: { choice: [xds, mosfilm] }',
    "detector.convention is one of mosflm, denzo, adxv, xds, dials, custom, not 'mosfilm'",
  ],
  ['crystal.mosaic.domains: { uniform: [1.5, 2] }', 'crystal.mosaic.domains is a whole number from 0, not 1.5'],
  ['detector.pixelsFast: { integer: [10, 20] }', 'detector.pixelsFast is the same in all shots'],
  ['detector.distanceMm: { rotation: uniform }', 'detector.distanceMm does not hold a rotation (4 numbers)'],
  [
    'goniometer.axis: { direction: { cap: 200, about: [0, 0, 1] } }',
    'vary.goniometer.axis.direction.cap is a number from 0 to 180, not 200',
  ],
  [
    'background.1.thicknessUm: { uniform: [1, 2] }',
    "there is no field 'background.1.thicknessUm'; did you mean background.0.thicknessUm?",
  ],
  ['background.0.thicknessUm: { uniform: [-1, 2] }', 'background.0.thicknessUm is a number from 0 in µm, not -1'],
  ['crystal.cells: { choice: [[1, 2, 3], [1, 2]] }', 'crystal.cells is 3 numbers from 0, not [1,2]'],
  [
    'detector.distanceMm: { uniform: [1, 2], when: { hitt: true } }',
    "there is no field 'hitt' to test; did you mean hit?",
  ],
  [
    'detector.beamStop.radiusMm: { uniform: [0, 15] }',
    "there is no field 'detector.beamStop.radiusMm'; did you mean beamStop.radiusMm?",
  ],
  ['structureFactors.model: { files: ["*.pdb"] }', "no file fits '*.pdb'"],
  ['structureFactors.model: { files: ["a[.pdb"] }', "'a[.pdb' is no file, and no pattern of *, ? and [...] either"],
  ['structureFactors.model: { files: ["a[z-a].pdb"] }', "'a[z-a].pdb' is no file, and no pattern"],
  [
    'crystal.mosaic.domains: { uniform: [5, 20] }',
    'plan.yaml:4:27: crystal.mosaic.domains is a whole number: draw it with integer or choice, not with uniform',
  ],
  ['crystal.mosaic.domains: { normal: { mean: 90, sd: 1 } }', 'with integer or choice, not with normal'],
  [
    'detector.distanceMm: { uniform: [1, 2], when: { crystal.blocks: { min: 3, max: 2 } } }',
    'when.crystal.blocks is a range of a lower and a higher end, not {"min":3,"max":2}',
  ],
  [
    'detector.distanceMm: { uniform: [1, 2], when: { lattices: [] } }',
    'when.lattices is a value, a list of values, or a record of min and max, not []',
  ],
  ['detector.distanceMm: { uniform: [1, 2], when: { hit: yes } }', "hit is true or false, not 'yes'"],
  [
    'detector.distanceMm: { uniform: [1, 2], when: { lattices: 1.5 } }',
    'lattices is a whole number from 0 to 100, not 1.5',
  ],
  [
    'detector.distanceMm: { uniform: [1, 2], when: { detector.convention: [xds, mosfilm] } }',
    "detector.convention is one of mosflm, denzo, adxv, xds, dials, custom, not 'mosfilm'",
  ],
])('%s is refused with its place', async (line, message) => {
  expect(await messageOf(withVary(line))).toContain(message);
});

test.each([
  ['vry: {}\n', "plan.yaml:1:6: there is no field 'vry'; did you mean vary?"],
  ['extends: base.yaml\noutput: a.img\n', 'plan.yaml:2:9: output names files of one image'],
  ['extends: none.yaml\n', "cannot read the plan file 'none.yaml'"],
  ['extends: plan.yaml\n', 'extends itself'],
  ['extends: 5\n', 'extends is the name of a file, not 5'],
  ['extends: base.yaml\nshots: 0\n', 'plan.yaml:2:8: shots is a whole number from 1'],
  ['extends: base.yaml\nhit: { chance: 2 }\n', 'hit.chance is a number from 0 to 1, not 2'],
  [
    'extends: base.yaml\nlattices: { count: { uniform: [1, 2] } }\n',
    'lattices.count is a distribution of whole numbers from 1 to 100',
  ],
  [
    'extends: base.yaml\nimages: { layout: [resonat] }\n',
    "images.layout[0] is resonet or nxmx or zarr, not 'resonat'; did you mean resonet?",
  ],
  [
    'extends: base.yaml\nimages: { transform: { quadrant: 4 } }\n',
    'images.transform.quadrant is random, none, 0, 1, 2 or 3, not 4',
  ],
  ['extends: base.yaml\nseed: 2147483647\n', 'seed is a whole number from 0 to 2147483646'],
  ['- 1\n', 'does not hold the fields of a plan'],
  ['detector: { distnceMm: 1 }\n', "plan.yaml:1:24: there is no field 'detector.distnceMm'; did you mean distanceMm?"],
  [
    'extends: base.yaml\ngroups:\n  a: { fields: [detector.distanceMm], rows: [[1, 2]] }\n',
    'groups.a.rows is a list of rows of 1 values',
  ],
  [
    'extends: base.yaml\ngroups:\n  a:\n    fields: [detector.distanceMm, detector.twoThetaDeg]\n    normal: { mean: [9, 0], covariance: [[1, 2], [2, 1]] }\n',
    'groups.a.normal.covariance is a symmetric matrix without negative eigenvalues',
  ],
  [
    'extends: base.yaml\ngroups:\n  a:\n    fields: [crystal.mosaic.domains]\n    normal: { mean: [9], covariance: [[1]] }\n',
    'crystal.mosaic.domains is a whole number: draw it with integer or choice, not with normal',
  ],
  [
    'extends: base.yaml\nvary:\n  detector.beamCentreMm.0: { uniform: [1, 2] }\ngroups:\n  a: { fields: [detector.beamCentreMm], rows: [[[1, 2]]] }\n',
    'detector.beamCentreMm is drawn twice, by vary.detector.beamCentreMm.0 and by groups.a',
  ],
  [
    'extends: base.yaml\nvary:\n  detector.distanceMm: { uniform: [1, 2], when: { detector.twoThetaDeg: 0 } }\n  detector.twoThetaDeg: { choice: [0, 1], when: { detector.distanceMm: { min: 1 } } }\n',
    'conditions go round in a circle: detector.distanceMm -> detector.twoThetaDeg -> detector.distanceMm',
  ],
])('%j is refused with its place or its file', async (text, message) => {
  expect(await messageOf(text)).toContain(message);
});

test('all problems are reported at once, each with the file that has it', async () => {
  put('wrong.yaml', 'extends: base.yaml\nvary:\n  detector.distanceMm: { uniform: [3, 2] }\n');
  const message = await messageOf('extends: wrong.yaml\nshots: -1\nbeam: { wavelengthA: -1 }\nhit: 1\n');
  expect(message.split('\n').map((line) => line.slice(0, 15))).toEqual([
    'plan.yaml:3:22:',
    'plan.yaml:2:8: ',
    'wrong.yaml:3:35',
    'plan.yaml:4:6: ',
  ]);
});

test('names of files are relative to the file that has them, and patterns are expanded by name', async () => {
  mkdirSync(join(here, 'models'), { recursive: true });
  for (const name of ['b.pdb', 'a.pdb', 'c.cif']) put(`models/${name}`, name);
  put('models/more.yaml', 'extends: ../base.yaml\nvary:\n  structureFactors.model: { files: "*.pdb" }\n');
  const { plan } = await readPlanFile(put('plan.yaml', 'extends: models/more.yaml\nshots: 2\n'));
  const names = ['a.pdb', 'b.pdb'].map((name) => join(here, 'models', name));
  expect(plan.vary['structureFactors.model']?.distribution).toMatchObject({ values: names, weights: [1, 1] });
  expect([...fileHashes(plan).keys()]).toEqual(names);
});

test('files whose names look like patterns are found by their names', async () => {
  put('m[1].pdb', 'm');
  const { plan } = await readPlanFile(put('plan.yaml', withVary('structureFactors.model: { files: ["m[1].pdb"] }')));
  expect(plan.vary['structureFactors.model']?.distribution).toMatchObject({ values: [join(here, 'm[1].pdb')] });
});

test('a distribution takes the place of that of the plan that is extended, and fields that of others for the same quantity', async () => {
  put(
    'below.yaml',
    'extends: base.yaml\ncrystal: { misset: [1, 2, 3], cells: [4, 4, 4] }\nvary:\n  detector.distanceMm: { uniform: [1, 2] }\n  crystal.blocks: { constant: 2 }\n',
  );
  const text =
    'extends: below.yaml\nshots: 2\ncrystal: { orientation: [1, 0, 0, 0] }\nvary: { detector.distanceMm: { constant: 7 } }\n';
  const { plan } = await readPlanFile(put('plan.yaml', text));
  expect(plan.vary['detector.distanceMm']?.distribution).toEqual({ kind: 'constant', value: 7 });
  expect(plan.vary['crystal.blocks']?.distribution).toEqual({ kind: 'constant', value: 2 });
  expect(plan.experiment.crystal).toEqual({ cell: [60], cells: [4, 4, 4], orientation: [1, 0, 0, 0] });
});

test('files in rows, tables and conditions are relative to the file that has them, and their contents are in the hash', async () => {
  mkdirSync(join(here, 'lists'), { recursive: true });
  for (const name of ['p.hkl', 'q.hkl']) put(`lists/${name}`, '1 0 0 5\n');
  put('lists/names.csv', 'name\np.hkl\nq.hkl\n');
  const names = ['p.hkl', 'q.hkl'].map((name) => join(here, 'lists', name));
  const hashOf = async (line: string) => {
    const { plan } = await readPlanFile(put('lists/plan.yaml', `extends: ../base.yaml\nshots: 4\n${line}\n`));
    const { tables } = await readTables(plan);
    expect([...fileHashes(plan, tables).keys()].filter((name) => name.endsWith('hkl'))).toEqual(names);
    expect(
      [shotDraws(plan, tables)(0), shotDraws(plan, tables)(1)].map(({ values }) => values.get('structureFactors.file')),
    ).toEqual(names);
    return planHash(plan, fileHashes(plan, tables), filesInTables(plan, tables));
  };
  const plans = [
    'groups: { a: { fields: [structureFactors.file], rows: [[p.hkl], [q.hkl]], pick: inOrder } }',
    'groups: { a: { table: names.csv, columns: { name: structureFactors.file }, pick: inOrder } }',
    'vary: { structureFactors.file: { table: { file: names.csv, column: name, pick: inOrder } } }',
  ];
  const before = [await hashOf(plans[0] as string), await hashOf(plans[1] as string), await hashOf(plans[2] as string)];
  put('lists/q.hkl', '1 0 0 6\n');
  for (const [i, hash] of before.entries()) expect(await hashOf(plans[i] as string)).not.toBe(hash);
  const tested =
    'vary: { structureFactors.file: { choice: [p.hkl] }, crystal.blocks: { constant: 2, when: { structureFactors.file: p.hkl } } }';
  const { plan } = await readPlanFile(put('lists/plan.yaml', `extends: ../base.yaml\nshots: 4\n${tested}\n`));
  expect(shotDraws(plan)(0).values.get('crystal.blocks')).toBe(2);
});

test('a table that is missing, lacks a column or has values that its field cannot have is a fault of the data', async () => {
  put('t.csv', 'a,b\n1,2\n-1,3\n');
  const failure = async (line: string) =>
    readTables((await readPlanFile(put('plan.yaml', withVary(line)))).plan).catch((error) => error);
  const column = (file: string, name: string) => `detector.distanceMm: { table: { file: ${file}, column: ${name} } }`;
  expect(await failure(column('none.csv', 'a'))).toMatchObject({ tag: 'data' });
  expect((await failure(column('t.csv', 'c'))).message).toContain("has no column 'c' for detector.distanceMm");
  expect((await failure(column('t.csv', 'a'))).message).toContain(
    "row 2, column 'a': detector.distanceMm is a number above 0",
  );
  const { warnings } = await failure('detector.distanceMm: { table: { file: t.csv, column: b, pick: inOrder } }');
  expect(warnings).toEqual([expect.objectContaining({ message: expect.stringContaining('2 rows for 4 shots') })]);
});

test('the hash of a plan is that of what decides the shots, and of the contents of files', async () => {
  put('x.csv', 'v\n5\n');
  put('y.csv', 'v\n5\n');
  const body = (file: string) => withVary(`detector.distanceMm: { table: { file: ${file}, column: v } }`);
  const of = async (text: string) => {
    const { plan } = await readPlanFile(put('plan.yaml', text));
    return { plan: planHash(plan, fileHashes(plan)), layout: layoutHash(plan) };
  };
  const first = await of(body('x.csv'));
  expect(first.plan).toMatch(/^[0-9a-f]{32}$/);
  expect(await of(body('y.csv'))).toEqual(first);
  expect(await of(body('x.csv').replace('shots: 4', 'shots: 8'))).toEqual(first);
  expect(await of(`${body('x.csv')}hit: { chance: 1 }\n`)).toEqual(first);
  const stored = await of(`${body('x.csv')}images: none\n`);
  expect(stored.plan).toBe(first.plan);
  expect(stored.layout).not.toBe(first.layout);
  expect((await of(`${body('x.csv')}seed: 3\n`)).plan).not.toBe(first.plan);
  put('x.csv', 'v\n6\n');
  expect((await of(body('x.csv'))).plan).not.toBe(first.plan);
});

test('a plan that is written with all its defaults is the same plan', async () => {
  const { plan } = await readPlanFile(join(import.meta.dirname, '../../fixtures/draws.yaml'));
  const { tables } = await readTables(plan);
  const again = (await readPlanFile(put('plan.yaml', stringify(planData(plan))))).plan;
  expect(planHash(again)).toBe(planHash(plan));
  expect(layoutHash(again)).toBe(layoutHash(plan));
  expect(shotDraws(again, tables)(17).values).toEqual(shotDraws(plan, tables)(17).values);
});
