import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { openOutputs } from '@braggsim/core/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder, OUTPUTS, SMALL } from './run.fixture';

let at: Folder;
beforeEach(() => {
  at = folder();
});
afterEach(() => at.remove());

const run = (...argv: string[]) => finish([...SMALL, '-outdir', at.path, ...argv]);
const older = () => {
  for (const name of OUTPUTS) at.put(name, `older ${name}`);
};
const untouched = (...others: string[]) => {
  expect(at.names()).toEqual([...OUTPUTS, ...others].sort());
  for (const name of OUTPUTS) expect(at.read(name).toString()).toBe(`older ${name}`);
};

test('the four files replace older ones, and no other file appears', async () => {
  older();
  expect((await run()).code).toBe(0);
  expect(at.names()).toEqual(OUTPUTS);
  expect(at.read('floatimage.bin').length).toBe(4 * 8 * 8);
  expect(at.read('intimage.img').length).toBe(512 + 2 * 8 * 8);
  expect(at.read('image.pgm').subarray(0, 7).toString()).toBe('P5\n8 8\n');
});

test('a name with a folder is not placed in the output folder', async () => {
  const own = at.make('own');
  expect((await run('-floatfile', `${own}/far.bin`)).code).toBe(0);
  expect(existsSync(`${own}/far.bin`)).toBe(true);
});

test('the input for XDS has the geometry of the images, and is refused for a curved detector', async () => {
  expect((await run('-xds', '-ORGX', '3', '-distance', '150', '-xds_inp', 'XDS.INP')).code).toBe(0);
  const lines = at.read('XDS.INP').toString().split('\n');
  expect(lines).toContain('ORGX= 3.0000 ORGY= 4.5000');
  expect(lines).toContain('DETECTOR_DISTANCE= 150.000000');
  expect(lines).toContain('NAME_TEMPLATE_OF_DATA_FRAMES= noiseimage.img');
  at.make('xds');
  expect((await run('-xds_inp', 'xds/XDS.INP')).code).toBe(0);
  expect(at.read('xds/XDS.INP').toString()).toContain('FRAMES= ../noiseimage.img');
  const { code, err } = await run('-curved_det', '-xds_inp', 'XDS2.INP');
  expect([code, err]).toEqual([2, expect.stringContaining('XDS.INP describes one flat panel')]);
  const without = await run('-noint', '-nonoise', '-xds_inp', 'XDS3.INP');
  expect([without.code, without.err]).toEqual([2, expect.stringContaining('describes an SMV image')]);
});

test('a float image whose name ends in .npy is a NumPy file', async () => {
  await run('-floatfile', 'image.npy');
  expect(at.read('image.npy').subarray(1, 6).toString()).toBe('NUMPY');
  expect(at.read('image.npy').length).toBe(128 + 4 * 8 * 8);
});

describe('outputs that cannot be written end with exit code 9 and leave the older ones', () => {
  test.each([
    ['a folder that does not exist', () => '/none/such/a.bin', 'it does not exist'],
    ['a name that is a folder', () => at.make('folder'), 'it is a folder'],
    ['a name below a file', () => `${at.put('file', 'x')}/a.bin`, 'part of the path is not a folder'],
    ['a folder without write permission', () => '/proc/self/a.bin', /does not exist|permission is denied/],
    ['a name that is too long', () => at.at('a'.repeat(300)), 'the name is too long'],
  ])('%s', async (_, name, message) => {
    older();
    const { code, err } = await run('-intfile', name());
    expect([code, err]).toEqual([9, expect.stringMatching(message)]);
    for (const file of OUTPUTS) expect(at.read(file).toString()).toBe(`older ${file}`);
  });

  test('an output folder that cannot be created', async () => {
    const { code, err } = await finish([...SMALL, '-outdir', `${at.put('file', 'x')}/sub`]);
    expect([code, err]).toEqual([9, expect.stringContaining('cannot make the folder')]);
  });

  test.runIf(existsSync('/dev/full'))('a full disk', async () => {
    older();
    const { code, err } = await run('-noisefile', '/dev/full');
    expect([code, err]).toEqual([9, expect.stringContaining("cannot write '/dev/full': the disk is full")]);
    untouched();
  });
});

test('when the disk becomes full while writing, the temporary files are removed', async () => {
  older();
  const files = openOutputs(OUTPUTS.map(at.at));
  files.write(at.at('floatimage.bin'), [new Uint8Array(100)]);
  expect(at.names()).toHaveLength(5);
  const full = { length: 1, [Symbol.iterator]: () => [0][Symbol.iterator]() } as unknown as Uint8Array;
  files.write(at.at('intimage.img'), [full]);
  await expect(files.commit()).rejects.toThrow("cannot write '");
  untouched();
});

test('a rename that fails leaves no temporary file', async () => {
  const files = openOutputs([at.at('a'), at.at('b')]);
  files.write(at.at('a'), [Uint8Array.of(1)]);
  files.write(at.at('b'), [Uint8Array.of(2)]);
  mkdirSync(at.at('a'));
  await expect(files.commit()).rejects.toThrow(/cannot write '.*a': it is a folder; nothing was left behind/);
  expect(at.names()).toEqual(['a']);
});

test('devices are written to, not replaced, also by several outputs', async () => {
  const { code } = await run('-floatfile', '/dev/null', '-intfile', '/dev/null');
  expect(code).toBe(0);
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('a symbolic link is kept, and the file that it refers to is replaced', async () => {
  const behind = at.put('behind', 'older');
  symlinkSync(behind, at.at('floatimage.bin'));
  expect((await run()).code).toBe(0);
  expect(readlinkSync(at.at('floatimage.bin'))).toBe(behind);
  expect(at.read('behind').length).toBe(4 * 8 * 8);
});

describe('interrupted runs end with exit code 130 and leave the older files', () => {
  test('at once', async () => {
    older();
    const { code, err } = await finish([...SMALL, '-outdir', at.path], { signal: AbortSignal.abort() });
    expect([code, err]).toEqual([130, expect.stringContaining('interrupted; no output was written')]);
    untouched();
  });

  test('while computing', async () => {
    older();
    const stop = new AbortController();
    const argv = [...SMALL, '-detpixels', '400', '-outdir', at.path, '-progress'];
    const { code } = await finish(argv, {
      signal: stop.signal,
      out: (text) => {
        if (text.endsWith('% done\n')) stop.abort();
      },
    });
    expect(code).toBe(130);
    untouched();
  });
});

describe('unusual valid input', () => {
  const image = async (...argv: string[]) => {
    const { code, err } = await run(...argv);
    expect([code, err]).toEqual([0, expect.anything()]);
    return at.read('floatimage.bin');
  };
  const plain = '0 0 0 100\n0 0 1 50\n0 1 0 25\n';

  /** The detector covers indices up to 4. */
  const list = (name: string, text: string) => image('-hkl', at.put(name, text), '-pixel', '1', '-nointerpolate');

  test.each([
    ['CR LF', plain.replaceAll('\n', '\r\n')],
    ['CR', plain.replaceAll('\n', '\r')],
    ['a byte-order mark', `\uFEFF${plain}`],
    ['no final line end', plain.trimEnd()],
    ['commas and tabs', plain.replaceAll(' ', ',\t')],
    ['comments and blank lines', `# h k l F\n\n${plain}! end\n`],
    ['a fifth and a sixth column', plain.replaceAll('\n', ' 7 0.5\n')],
    ['indices as reals', plain.replace('\n0 0 1', '\n0.0 0 1.')],
    ['duplicates, of which the last is used', `0 0 1 999\n${plain}`],
  ])('reflections with %s', async (_, text) => {
    const expected = await list('plain.hkl', plain);
    expect(await list('other.hkl', text)).toEqual(expected);
    expect(await list('more.hkl', plain.replace('50', '51'))).not.toEqual(expected);
  });

  test.each([
    ['CR LF', '0 0 1 1\r\n0 0.001 1 1\r\n'],
    ['a byte-order mark', '\uFEFF0 0 1 1\n0 0.001 1 1'],
    ['comments and placeholders', '# X Y Z\n0 0 1 1 -\n0 .001 1 nan\n'],
  ])('sources with %s', async (_, text) => {
    const expected = await image('-sourcefile', at.put('plain.txt', '0 0 1 1\n0 0.001 1 1\n'));
    expect(await image('-sourcefile', at.put('other.txt', text))).toEqual(expected);
  });

  test.each([
    ['CR LF', '.01 0 0\r\n0 .01 0\r\n0 0 .01\r\n'],
    ['a byte-order mark', '\uFEFF.01 0 0\n0 .01 0\n0 0 .01\n'],
    ['comments and the lines of MOSFLM after the matrix', '# A\n.01 0 0\n0 .01 0\n0 0 .01\n  0.000 0.000 0.000\n'],
  ])('a matrix with %s', async (_, text) => {
    const expected = await image('-mat', at.put('plain.mat', '.01 0 0 0 .01 0 0 0 .01'));
    expect(await image('-mat', at.put('other.mat', text))).toEqual(expected);
  });

  test('a mask may have either byte order', async () => {
    const header = (order: string) =>
      `{\nHEADER_BYTES=512;\nSIZE1=8;\nSIZE2=8;\nBYTE_ORDER=${order};\n}\f`.padEnd(512, ' ');
    const pixels = Uint16Array.from({ length: 64 }, (_, i) => (i % 3 ? 256 : 0));
    const little = new Uint8Array(pixels.buffer);
    const big = little.map((_, i) => little[i ^ 1] as number);
    const file = (order: string, data: Uint8Array) => Buffer.concat([Buffer.from(header(order)), data]);
    const expected = await image('-mask', at.put('little.img', file('little_endian', little)));
    expect(await image('-mask', at.put('big.img', file('big_endian', big)))).toEqual(expected);
    expect(expected.readFloatLE(0)).toBe(0);
    expect(expected.readFloatLE(4)).toBeGreaterThan(0);
  });
});
