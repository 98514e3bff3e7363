import { fileURLToPath } from 'node:url';
import { builtinTables } from '@braggsim/experiment';
import { readExperimentFile } from '@braggsim/experiment/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

test.each([[[]], [['--all']]])('the file of init %j simulates without a warning', async (flags) => {
  const file = here.at('new.yaml');
  expect((await finish(['init', file, ...flags])).code).toBe(0);
  const { code, err } = await finish(['simulate', file, '--roi', '200,240,200,220']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(here.names()).toEqual(['image_0001.img', 'image_0001.png', 'new.yaml']);
});

test('every commented line can be enabled', async () => {
  const file = here.at('new.yaml');
  await finish(['init', file, '--all']);
  const text = here.read('new.yaml').toString();
  const paths = [...Object.keys(builtinTables.fields), ...Object.keys(builtinTables.records)];
  for (const path of paths) expect(text, path).toMatch(new RegExp(`\\b${path.split('.').at(-1)}:`));
  const on = text
    .split('\n')
    .filter((line) => !/^ *# (-| {2})|^ *#.*kind:/.test(line))
    .map((line) => line.replace(/^( *)# ([A-Za-z]+:( |$))/, '$1$2'));
  const experiment = await readExperimentFile(here.put('on.yaml', on.join('\n')));
  expect(experiment).toMatchObject({
    beam: { exposureS: 1, divergenceMrad: { outline: 'round' } },
    crystal: { mosaic: { seed: 12345678 } },
    sampling: { perSample: {}, tolerance: 1e-5, threads: 'auto' },
  });
});

test('stages of plug-ins are listed with their parameters', async () => {
  const example = (name: string) => [
    '--plugin',
    fileURLToPath(new URL(`../../../../../examples/plugin-${name}/src/${name}.js`, import.meta.url)),
  ];
  const plugins = ['ellipsoid', 'debye-waller', 'two-colour'].flatMap(example);
  const file = here.at('new.yaml');
  expect((await finish(['init', file, '--all', ...plugins])).code).toBe(0);
  const text = here.read('new.yaml').toString();
  for (const name of [
    'kind: soft-ellipsoid',
    'stretch: 1',
    'kind: debyeWaller',
    'bA2:',
    'kind: twoColour',
    'redPart: 0.5',
  ])
    expect(text).toMatch(new RegExp(`# +(- )?${name}`));
  expect(await finish(['simulate', file, '--roi', '200,210,200,210', ...plugins])).toMatchObject({ code: 0 });
});

test('an existing file is replaced only with --force', async () => {
  const file = here.put('mine.yaml', 'precious');
  const refused = await finish(['init', file]);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.err).toContain('already exists; give another name, or --force');
  expect(here.read('mine.yaml').toString()).toBe('precious');
  expect((await finish(['init', file, '--force'])).code).toBe(0);
  expect(here.read('mine.yaml').toString()).toContain('beam:');
});
