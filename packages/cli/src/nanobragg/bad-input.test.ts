import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder, OUTPUTS, SMALL } from './run.fixture';

/** Every test runs in a folder with the outputs of an older run, which no failure may change. */
let inputs: Folder;
let outputs: Folder;
beforeEach(() => {
  inputs = folder();
  outputs = folder();
  for (const name of OUTPUTS) outputs.put(name, `older ${name}`);
});
afterEach(() => {
  inputs.remove();
  outputs.remove();
});

async function expectRefusal(argv: readonly string[], code: number, message: string | RegExp) {
  const found = await finish(['-outdir', outputs.path, ...argv]);
  expect(found.err).toMatch(message);
  expect(found.code).toBe(code);
  expect(found.err).toMatch(/^(nanoBragg: warning: .*\n|nanoBragg: faults .*\n)*nanoBragg: .*\n$/);
  expect(outputs.names()).toEqual(OUTPUTS);
  for (const name of OUTPUTS) expect(outputs.read(name).toString()).toBe(`older ${name}`);
}

/** Splits a command line at blanks. */
const words = (line: string): string[] => line.split(' ').filter(Boolean);

describe('an invalid command line ends with exit code 2', () => {
  test.each([
    ['-distnce 5', 'unknown flag -distnce; did you mean -distance?; nanoBragg -help lists them all'],
    ['-zzzzzzzz', 'unknown flag -zzzzzzzz; nanoBragg -help lists them all'],
    ['--lambda=3', 'unknown flag --lambda=3'],
    ['-hdiv 1', 'the C program never parsed -hdiv; did you mean -hdivrange?'],
    ['--vdiv 1', 'the C program never parsed --vdiv; did you mean -vdivrange?'],
    ['-dispstep 1', 'the C program never parsed -dispstep; did you mean -dispsteps?'],
    ['extra', "'extra' does not belong to a flag"],
    ['-lambda', '-lambda takes <x> (A), but after 0 of them the command line ends'],
    ['-lambda -pixel 1', "-lambda takes <x> (A), but after 0 of them '-pixel' follows"],
    ['-roi 0 3 0', 'after 3 of them the command line ends'],
    ['-misset 1 2', 'after 2 of them the command line ends'],
    ['-lambda abc', "-lambda takes a number (A) above 0, not 'abc'"],
    ['-lambda 1x', "not '1x'"],
    ['-lambda nan', "not 'nan'"],
    ['-distance inf', "not 'inf'"],
    ['-lambda 1e400', "not '1e400'"],
    ['-N 2.5', "-N takes an integer of at least 0, not '2.5'"],
    ['-seed 99999999999', "-seed takes an integer of at least 0 and at most 2147483646, not '99999999999'"],
    ['-lambda 0', "-lambda takes a number (A) above 0, not '0'"],
    ['-energy -5', "-energy takes a number (eV) above 0, not '-5'"],
    ['-pixel 0', '-pixel takes a number (mm) above 0'],
    ['-distance -100', '-distance takes a number (mm) above 0'],
    ['-N -1', '-N takes an integer of at least 0'],
    ['-detpixels 0', '-detpixels takes an integer (pixels) of at least 1'],
    ['-mosaic -1', '-mosaic takes a number (deg) of at least 0'],
    ['-dmin -1', '-dmin takes a number (A) of at least 0'],
    ['-cell 100 100 100 10 10 170', 'the cell angles 10 10 170 do not close'],
    ['-cell -5', /crystal\.cell|cell/],
    ['-roi 5 2 0 3', 'found fast 5 to 2'],
    ['-roi 20 30 0 3', 'must hold pixels of the 8 x 8 detector'],
    ['-fdet_vector 0 0 0', /fast|zero/],
    ['-beam_vector 0 0 0', /beam|zero/],
    ['-fdet_vector 1 0 0 -sdet_vector 2 0 0', /parallel/],
    ['-polar 5', "-polar takes a number of at least -1 and at most 1, not '5'"],
    ['-compat old', '-compat must be one of corrected, nanobragg-c'],
    ['-compatibility foo=bar', /foo/],
    ['-choice cellReciprocal', "-compatibility needs option=value, found 'cellReciprocal'"],
    ['-choice cellReciprocal=maybe', /cellReciprocal.*maybe/],
    ['-shape heptagon', "there is no crystal shape 'heptagon'"],
    ['-werror -TWICE', 'unknown flag -TWICE'],
    ['-detpixels 1000000', '1000000 x 1000000 pixels need 1.49e+4 GiB of memory'],
    ['-mosaic 1 -mosaic_dom 2000000000', 'at most 1000000 mosaic domains'],
    ['-osc 1 -phisteps 2000000000', 'at most 1000000 spindle samples'],
    ['-osc 1 -phistep 1e-12', 'at most 1000000 spindle samples'],
    ['-divergence 1 -divsteps 100000', 'at most 1000000 sources'],
    ['-dispersion 1 -dispsteps 1000000000', 'at most 1000000 sources'],
    ['-detector_thick 100 -thicksteps 1000000000', 'at most 10000'],
    ['-floatfile same -intfile same', 'two outputs have the same name'],
  ])('%s', (line, message) => expectRefusal([...SMALL, ...words(line)], 2, message));

  test('warnings, with -werror', () =>
    expectRefusal([...SMALL, '-mosaic_dom', '5', '-werror'], 2, /1 warning\(s\)|2 warning\(s\)/));
});

describe('a missing input ends with exit code 9', () => {
  test.each([
    ['-cell 100 -detpixels 8', 'no structure factors: give a reflection file'],
    ['-cell 100 -default_F 0', 'no structure factors'],
    ['-default_F 1 -detpixels 8', 'no unit cell'],
    ['-default_F 1 -cell 0', 'no unit cell'],
  ])('%s', (line, message) => expectRefusal(words(line), 9, message));
});

describe('files that cannot be read end with exit code 9', () => {
  test.each(['-hkl', '-mat', '-img', '-mask', '-sourcefile', '-stol', '-4stol', '-Q', '-dump', '-plugin'])(
    '%s',
    async (flag) => {
      await expectRefusal([...SMALL, flag, inputs.at('none')], 9, /none'.*(does not exist|Cannot find)/);
      if (flag !== '-plugin') await expectRefusal([...SMALL, flag, inputs.path], 9, 'it is a folder');
    },
  );
});

const smv = (lines: readonly string[], pixels = 4, size = 512) =>
  Uint8Array.of(
    ...new TextEncoder().encode(`{\nHEADER_BYTES=${size};\n${lines.join('\n')}\n}\f`.padEnd(size, ' ')),
    ...new Uint8Array(2 * pixels).fill(1),
  );
const PLANE = ['SIZE1=2;', 'SIZE2=2;', 'PIXEL_SIZE=0.1;', 'DISTANCE=100;'];

describe('files with other contents end with exit code 9 and name the file', () => {
  test.each<[string, string, string | Uint8Array, string | RegExp]>([
    ['-hkl', 'nothing', '', 'not enough HKL indices'],
    ['-hkl', 'comments only', '# h k l F\n', 'not enough HKL indices'],
    ['-hkl', 'three columns', '1 0 0 5\n1 2 3\n', /line 2: expected h k l F, found 3 columns/],
    ['-hkl', 'text', '1 0 0 5\n1 2 3 many\n', "line 2: expected F to be a number, found 'many'"],
    ['-hkl', 'NaN', '1 2 3 nan\n', "expected F to be a number, found 'nan'"],
    ['-hkl', 'fractions', '1.5 2 3 4\n', 'expected h to be a whole number, found 1.5'],
    ['-hkl', 'huge indices', '99999 2 3 4\n', '-hkl_max raises the limit'],
    ['-mat', 'nothing', '', 'nine numbers, but only 0'],
    ['-mat', 'eight numbers', '1 0 0 0 1 0 0 0', 'nine numbers, but only 8'],
    ['-mat', 'text', '1 0 0 0 1 0 0 0 x', "found 'x'"],
    ['-mat', 'NaN', '1 0 0 0 1 0 0 0 nan', "found 'nan'"],
    ['-mat', 'vectors in a plane', '1 0 0 0 1 0 1 1 0', 'must not lie in one plane'],
    ['-sourcefile', 'nothing', '', 'has no sources'],
    ['-sourcefile', 'text', '0 0 1 one\n', "expected a number or a placeholder (nan, -, *) for weight, found 'one'"],
    ['-sourcefile', 'a zero vector', '0 0 0\n', 'from the sample to the source, found zero'],
    ['-sourcefile', 'a wavelength in A', '0 0 1 1 1.5\n', 'did you mean 1.5e-10?'],
    ['-stol', 'nothing', '', 'is not an amorphous table'],
    ['-Q', 'text', 'scattering of water\n', 'is not an amorphous table'],
    ['-dump', 'text', '1 2 3 4\n', 'is not a cache of structure factors'],
    ['-dump', 'too little', '0 0 0 0 0 0\n\f', 'expected 77 bytes for its index ranges, found 13'],
    ['-img', 'nothing', '', 'this is not an SMV image'],
    ['-img', 'text', 'x'.repeat(600), 'this is not an SMV image'],
    ['-img', 'no size', smv([]), 'both must be positive'],
    ['-img', 'a negative size', smv(['SIZE1=-2;', 'SIZE2=2;']), 'both must be positive'],
    ['-img', 'a header longer than the file', smv(['HEADER_BYTES=99999;']), 'HEADER_BYTES of this SMV image is 99999'],
    ['-mask', 'half of its pixels', smv(PLANE, 2), 'should end at byte 520, but the file ends at 516'],
    ['-mask', 'a size that differs from its pixels', smv(['SIZE1=2000;', 'SIZE2=2000;']), 'the file ends at 520'],
    ['-mask', 'another type', smv([...PLANE, 'TYPE=mad;']), "TYPE of this SMV image is 'mad'"],
    ['-mask', 'another byte order', smv([...PLANE, 'BYTE_ORDER=vax;']), "BYTE_ORDER of this SMV image is 'vax'"],
  ])('%s with %s', async (flag, _, content, message) => {
    const file = inputs.put('wrong-input', content);
    const argv = flag === '-dump' ? SMALL.filter((_, i) => i > 1) : SMALL;
    await expectRefusal([...argv, flag, file], 9, message);
    await expectRefusal([...argv, flag, file], 9, 'wrong-input');
  });

  test('a mask of another size than the detector', async () => {
    const mask = inputs.put('mask.img', smv(PLANE));
    await expectRefusal(
      [...SMALL, '-mask', mask],
      9,
      'the mask must have the 8 x 8 pixels of the detector plane (64), found 4',
    );
  });

  test('a plug-in without a stage', async () => {
    const plugin = inputs.put('plugin.mjs', 'export const nothing = 1;');
    await expectRefusal([...SMALL, '-plugin', plugin], 2, 'exports no stage');
  });

  test('a plug-in whose stage lacks a member', async () => {
    const code = "export const fog = { kind: 'term', slot: 'background', id: 'fog' };";
    const message = "exports a term 'fog' that cannot be used: its version is a whole number from 1";
    await expectRefusal([...SMALL, '-plugin', inputs.put('fog.mjs', code)], 2, message);
  });

  test.each([
    ["inputs: ['stol'],", '', 'its input stol is now called sinThetaOverLambda; rename it'],
    ['choices: () => ({}),', '', 'its member choices is now called specialization; rename it'],
    [
      '',
      "edge: { type: 'choice', options: ['a'], doc: 'an edge' }",
      "its parameter 'edge' has the type 'choice'; a type is one of",
    ],
  ])('a plug-in with a former name (%s%s)', async (members, parameters, message) => {
    const code = `export const fog = { kind: 'term', slot: 'background', id: 'fog', version: 1, params: { ${parameters} },
      about: { equation: 'b', citation: 'c' }, inputs: [], ${members} constants: () => ({}), formula: (m) => m.value(1) };`;
    await expectRefusal([...SMALL, '-plugin', inputs.put('former.mjs', code)], 2, message);
  });

  test('a plug-in that does not exist', async () => {
    const message = `cannot load the plug-in '${inputs.at('none.js')}': it does not exist`;
    await expectRefusal([...SMALL, '-plugin', inputs.at('none.js')], 9, message);
  });
});
