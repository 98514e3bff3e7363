import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { ABOUT, pluginFolder, REQUIRED } from './plugins.fixture';
import { finish } from './run.fixture';

const { here, putModule, put, factor, asked, simulate } = pluginFolder();
afterAll(() => here.remove());

describe('a plug-in that cannot be used ends with exit code 2 and one message', () => {
  test.each([
    [
      'plain arithmetic',
      { formula: '(m, { sinThetaOverLambda }, { size }) => sinThetaOverLambda * size' },
      'write m.product(a, b) for a * b',
    ],
    [
      'plain comparison',
      { formula: '(m, { sinThetaOverLambda }, { size }) => sinThetaOverLambda < size ? m.value(1) : m.value(2)' },
      'm.select(',
    ],
    ['a plain number', { formula: '() => 3' }, 'return m.value(…) of it'],
    ['a required parameter that is missing', { params: REQUIRED }, "the factor 'fade' needs width, a number from 0"],
    [
      'constants that are NaN',
      { constants: '() => ({ size: NaN })' },
      "the constant 'size' of the factor 'fade' is NaN",
    ],
    [
      'an input that is not declared',
      { inputs: '[]' },
      "it reads the input 'sinThetaOverLambda', which it does not declare",
    ],
    ['an input that does not exist', { inputs: "['theta']" }, "there is no input 'theta'; there are pixelSize"],
    ['version 0', { version: '0' }, 'its version is a whole number from 1, not 0'],
    ['a version that is a text', { version: "'1'" }, 'its version is a whole number from 1'],
    ['constants that fail', { constants: '({ no }) => ({ size: no.size })' }, "constants() of the factor 'fade' fails"],
    [
      'constants that are no record',
      { constants: '() => undefined' },
      "constants() of the factor 'fade' returns undefined",
    ],
    ['constants that come later', { constants: 'async () => ({ size: 1 })' }, 'returns a list or a promise'],
    [
      'a function that m lacks',
      { formula: '(m, { sinThetaOverLambda }) => m.sinh(sinThetaOverLambda)' },
      'it uses m.sinh, which does not exist; m has abs',
    ],
    [
      'a constant that is missing',
      { formula: '(m, { sinThetaOverLambda }, { length }) => m.product(sinThetaOverLambda, length)' },
      'it passes undefined to a function of m',
    ],
    ['two values', { formula: '(m, { sinThetaOverLambda: s }) => [s, s]' }, 'it gives 2 values, and a factor has 1'],
    ['an input list that is a text', { inputs: "'theta'" }, 'it declares no list of inputs'],
    [
      'a member that parameters lack',
      { params: "{ a: { type: 'number', minimum: 0, doc: 'a' } }" },
      "a member 'minimum'",
    ],
    [
      'a default out of range',
      { params: "{ a: { type: 'number', min: 0, default: -1, doc: 'a' } }" },
      'its default is -1',
    ],
    ['an enum without options', { params: "{ a: { type: 'enum', doc: 'a' } }" }, 'an enum without options'],
    [
      'a parameter of the name kind',
      { params: "{ kind: { type: 'number', doc: 'a' } }" },
      "its parameter 'kind' has the name",
    ],
    ['a parameter with a space', { params: "{ 'a b': { type: 'number', doc: 'a' } }" }, "'a b' is not a word"],
    ['a parameter of no field', { params: "{ 'a.b': { type: 'number', doc: 'a' } }" }, 'there is no such field'],
    ['a flag without dashes', { params: "{ a: { type: 'number', flag: 'a', doc: 'a' } }" }, "not 'a'"],
    [
      'a flag of a field',
      { params: "{ a: { type: 'number', flag: '--wavelength', doc: 'a' } }" },
      'that of beam.wavelengthA',
    ],
    [
      'a flag of the command',
      { params: "{ a: { type: 'number', flag: '--noise', doc: 'a' } }" },
      'is one of braggsim simulate',
    ],
    [
      'the flag of the help',
      { params: "{ a: { type: 'number', flag: '--help', doc: 'a' } }" },
      'is one of braggsim simulate',
    ],
    ['the id of a built-in shape', { id: 'square' }, "'square' is a built-in shape; give it another id"],
  ] as const)('%s', async (_, parts, message) => {
    const { code, out, err } = await simulate(factor(parts));
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test.each([
    ['a module that throws', "throw new Error('boom');", ': boom'],
    ['a module that throws a text', "throw 'boom';", ': boom'],
    ['a syntax error', 'export const a = ;', 'cannot load the plug-in'],
    ['an import of nothing', "import 'no-such-package';", "Cannot find package 'no-such-package'"],
    ['no stage', 'export default 3;', 'exports no stage; export one made by term'],
    ['another kind', `export default { kind: 'factor', id: 'a', version: 1 };`, 'a kind is one of term, readout'],
    [
      'a codec without extensions',
      `export default { kind: 'codec', id: 'a', version: 1, params: {}, ${ABOUT}, encode: () => [] };`,
      'its extensions are a list',
    ],
    [
      'two stages of one name',
      `export const [a, b] = [1, 2].map(() => ({ kind: 'source', id: 'a', version: 1, params: {}, ${ABOUT}, sources: () => [] }));`,
      "two stages of the name source 'a'",
    ],
  ])('%s', async (_, text, message) => {
    const { code, out, err } = await simulate(putModule(text));
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('stages of one name in two modules', async () => {
    const [one, other] = [factor({}), factor({})];
    const { code, err } = await simulate(one, [...asked, '--plugin', other]);
    expect({ code, err }).toEqual({
      code: 2,
      err: `braggsim: the plug-ins '${one}' and '${other}' export two stages of the name term 'fade'; give one of them another id\n`,
    });
  });

  test.each([
    ['undefined', 'must return a list of 1 to'],
    ['[]', 'not 0 of them'],
    ['[3]', 'source 1 of the source'],
    ['[{ direction: [1, 0, NaN], weight: 1, wavelengthM: 1e-10 }]', '[1,0,"NaN"]'],
    ['[{ direction: [1, 0, 0], weight: -1, wavelengthM: 1e-10 }]', 'expected a weight of at least 0, found -1'],
    ['[{ direction: [1, 0, 0], weight: 0, wavelengthM: 1e-10 }]', 'add up to 0'],
    ['[{ direction: [1, 0, 0], weight: 1, wavelengthM: 1 }]', 'expected a wavelength in metres'],
    ['Promise.reject(3)', 'returns a promise'],
    ['nothing.here', "sources() of the source 'rays' fails: nothing is not defined"],
  ])('a source that returns %s', async (rows, message) => {
    const plugin = put(`kind: 'source', id: 'rays', version: 1, params: {}, ${ABOUT}, sources: () => ${rows}`);
    const { code, out, err } = await simulate(plugin, ['--set', 'beam.source=rays', '-o', here.at('a.bin')]);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('an invalid parameter in a file is reported with its line', async () => {
    const plugin = factor({ params: REQUIRED });
    const file = here.put('x.yaml', 'structureFactors: { default: 10 }\nfactors:\n  - kind: fade\n    width: -1\n');
    const { code, err } = await finish(['simulate', file, '--plugin', plugin]);
    expect(code).toBe(2);
    expect(err).toContain('x.yaml:4: ');
    expect(err).toContain('a number from 0');
  });

  test('an unknown parameter in a file is reported with its line', async () => {
    const file = here.put('y.yaml', 'structureFactors: { default: 10 }\nfactors:\n  - kind: fade\n    wdth: 1\n');
    const { code, err } = await finish(['simulate', file, '--plugin', factor({})]);
    expect(code).toBe(2);
    expect(err).toContain('y.yaml:4: ');
  });
});

describe('a stage that fails in a run ends it with one message', () => {
  const readout = (apply: string) =>
    put(`kind: 'readout', id: 'worse', version: 1, params: {}, ${ABOUT}, apply: ${apply}`);
  const codec = (encode: string) =>
    put(`kind: 'codec', id: 'fmt', version: 1, params: {}, ${ABOUT}, extensions: ['.fmt'], encode: ${encode}`);
  const recorded = ['--stage', 'readout.worse', '-o', here.at('failed.img')];
  const encoded = ['-o', here.at('failed.fmt')];

  test.each([
    [
      'apply() of a readout',
      readout("() => { throw new Error('boom'); }"),
      recorded,
      "apply() of the readout 'worse' fails: boom",
    ],
    [
      'apply() that returns a promise',
      readout("async () => { throw new Error('boom'); }"),
      recorded,
      'returns a promise',
    ],
    [
      'encode() of a codec',
      codec('() => nothing'),
      encoded,
      "encode() of the codec 'fmt' fails: nothing is not defined",
    ],
    ['encode() that returns a text', codec("() => 'text'"), encoded, 'does not return a list of Uint8Array'],
  ])('%s', async (_, plugin, flags, message) => {
    const { code, err } = await simulate(plugin, [...flags, '--quiet']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, files: [existsSync(here.at('failed.img')), existsSync(here.at('failed.fmt'))] }).toEqual({
      code: 1,
      files: [false, false],
    });
  });

  test('an error of another copy of the core keeps its kind', async () => {
    const error = "Object.assign(new Error('too wide'), { name: 'BraggsimError', tag: 'data' })";
    const { code, err } = await simulate(codec(`() => { throw ${error}; }`), [...encoded, '--quiet']);
    expect({ code, err }).toEqual({ code: 9, err: 'braggsim: too wide\n' });
  });
});
