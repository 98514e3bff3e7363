import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { finish as nanoBragg } from '../nanobragg/run.fixture';
import { finish, folder, SMALL } from './run.fixture';

const here = folder();
afterAll(() => here.remove());

let modules = 0;
/** Writes a module with one stage, given as the text of an object. Each has a new name, since Node caches modules. */
const put = (stage: string) => here.put(`plugin${modules++}.mjs`, `export const stage = {${stage}};`);
const ABOUT = "about: { equation: 'none', citation: 'for tests' }";
interface Parts {
  readonly id?: string;
  readonly version?: string;
  readonly params?: string;
  readonly inputs?: string;
  readonly constants?: string;
  readonly formula?: string;
}
const factor = ({
  id = 'fade',
  version = '1',
  params = '{}',
  inputs = "['sinThetaOverLambda']",
  ...parts
}: Parts): string => {
  const {
    constants = '() => ({ size: 1e-10 })',
    formula = '(m, { sinThetaOverLambda }, { size }) => m.product(sinThetaOverLambda, size)',
  } = parts;
  return put(
    `kind: 'term', slot: 'factor', id: '${id}', version: ${version}, params: ${params}, ${ABOUT}, inputs: ${inputs}, constants: ${constants}, formula: ${formula}`,
  );
};
const ASKED = ['--stage', 'factors.fade', '-o', here.at('a.bin'), '--quiet'];
const simulate = (plugin: string, flags: readonly string[] = ASKED) =>
  finish(['simulate', ...SMALL, '--plugin', plugin, ...flags]);
const pixels = () => new Float32Array(new Uint8Array(readFileSync(here.at('a.bin'))).buffer);
const REQUIRED = "{ width: { type: 'number', min: 0, required: true, doc: 'of the fading' } }";

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
    ['constants that fail', { constants: '({ no }) => ({ size: no.size })' }, "constants of the factor 'fade' fails"],
  ] as const)('%s', async (_, parts, message) => {
    const { code, out, err } = await simulate(factor(parts));
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

test('a stage that is not requested gives a warning with instructions', async () => {
  const { code, err } = await simulate(factor({}), ['-o', here.at('a.bin'), '--quiet']);
  expect(code).toBe(0);
  expect(err).toBe(
    "braggsim: warning: the factor 'fade' of a plug-in is not used; ask for it by --stage factors.fade, or factors: [{ kind: fade }] in the experiment file\n",
  );
  const dropIn = ['-cell', '60', '60', '60', '90', '90', '90', '-default_F', '10', '-detpixels', '4', '-explain'];
  expect((await nanoBragg([...dropIn, '-plugin', factor({})])).err).toContain(
    "the factor 'fade' of a plug-in is not used",
  );
});

test('a factor that replaces a built-in one has its own constants', async () => {
  const parts = { id: 'polarization', inputs: '[]', formula: '(m, _, { part }) => m.value(part)' };
  const flags = ['-o', here.at('a.bin'), '--quiet'];
  const sumWith = async (part: string) => {
    const { code, err } = await simulate(factor({ ...parts, constants: `() => ({ part: ${part} })` }), flags);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return pixels().reduce((sum, x) => sum + x, 0);
  };
  expect((await sumWith('0.25')) / (await sumWith('1'))).toBeCloseTo(0.25, 6);
});

test('a shape has its parameters from the file and from flags', async () => {
  const shape = fileURLToPath(new URL('../../../../examples/plugin-ellipsoid/src/ellipsoid.js', import.meta.url));
  const file = (text: string) => here.put('shape.yaml', `crystal:\n  shape: ${text}\n`);
  const explained = async (argv: readonly string[]) => {
    const { code, out, err } = await finish([
      'explain',
      ...argv,
      ...SMALL.filter((_, i) => ![6, 7].includes(i)),
      '--plugin',
      shape,
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out;
  };
  expect(SMALL[6]).toBe('--shape');
  expect(await explained([file('{ kind: soft-ellipsoid, stretch: 2 }')])).toMatch(
    /crystal\.shape\.stretch +2 +\(.*shape\.yaml\)/,
  );
  const out = await explained(['--soft-ellipsoid-stretch', '2']);
  expect(out).toContain("stages of plug-ins: shape 'soft-ellipsoid' (version 2)");
  const { code, err } = await finish(['simulate', file('{ kind: soft-ellipsoid, stretch: -2 }'), '--plugin', shape]);
  expect({ code, place: err.includes('shape.yaml:2: ') }).toEqual({ code: 2, place: true });
  const without = await finish(['simulate', file('{ kind: soft-ellipsoid }')]);
  expect([without.code, without.err]).toEqual([2, expect.stringMatching(/'soft-ellipsoid'; .*--plugin/)]);
});

describe('an image with NaN ends with exit code 1 and names the stage', () => {
  // The probe at two places does not reach the root of a negative number.
  const rare = '(m, { cosTwoTheta }) => m.sqrt(m.minus(0.9, cosTwoTheta))';
  const parts = { inputs: "['cosTwoTheta']", constants: '() => ({})', formula: rare };

  test.each(['reference', 'cpu'])('a term, on the %s kernel', async (kernel) => {
    const { code, err } = await simulate(factor(parts), [...ASKED, '--kernel', kernel]);
    expect(err).toMatch(
      /^braggsim: the factor 'fade' gives NaN, not a number, at fast 0, slow 0, where cosTwoTheta = 0\.9\d+\n$/,
    );
    expect(code).toBe(1);
  });

  test('a readout stage', async () => {
    const plugin = put(
      `kind: 'readout', id: 'worse', version: 1, params: {}, ${ABOUT}, apply: (values) => void values.fill(NaN, 3, 4)`,
    );
    const chain = ['--noise', '--stage', 'readout.worse', '-o', here.at('a.img')];
    const { code, err } = await simulate(plugin, chain);
    expect({ code, err }).toEqual({
      code: 1,
      err: "braggsim: the readout stage 'worse' gives NaN, not a number, at fast 3, slow 0\n",
    });
  });

  test('in the drop-in', async () => {
    const plugin = factor({ ...parts, id: 'polarization' });
    const flags = ['-cell', '60', '60', '60', '90', '90', '90', '-default_F', '10', '-detpixels', '4', '-N', '2'];
    const { code, err } = await nanoBragg([...flags, '-plugin', plugin, '-floatfile', here.at('b.bin'), '-nopgm']);
    expect(err).toContain("the factor 'polarization' gives NaN");
    expect(code).toBe(1);
  });
});
