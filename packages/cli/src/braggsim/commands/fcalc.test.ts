import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const model = (name: string) => fileURLToPath(new URL(`../../../../reflections/fixtures/${name}`, import.meta.url));
const lysozyme = model('lysozyme_1vat.pdb.gz');

test('a model is converted to an MTZ file, and reflections describes it', async () => {
  const file = here.at('out.mtz');
  const { code, out, err } = await finish(['fcalc', lysozyme, '--dmin', '4', '--wavelength', '1', '-o', file]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('space group  P 43 21 2 (96)\ncell         78.35 78.35 37.54 90 90 90\n');
  expect(out).toContain('reflections  1141 unique, and 0 0 0');

  const described = JSON.parse((await finish(['reflections', file, '--json'])).out);
  expect(described).toMatchObject({
    format: 'mtz',
    cell: [78.35, 78.35, 37.54, 90, 90, 90],
    spaceGroup: { name: 'P 43 21 2', number: 96 },
    wavelengthA: 1,
    taken: ['FC(+)', 'FC(-)'],
    listed: 1141,
    indices: { min: [-19, -19, -9], max: [19, 19, 9] },
  });
  expect(described.dRangeA[1]).toBeGreaterThanOrEqual(4);
  expect(described.dRangeA[1]).toBeLessThan(4.05);

  const text = await finish(['reflections', file, '--column', 'FC']);
  expect(text.out).toContain('columns      H (H), K (H), L (H), FC (F), PHIC (P), FC(+) (G)');
  expect(text.out).toContain('taken        FC\n');
});

test('a model is converted to text for a simulation: both mates and the direct beam', async () => {
  const file = here.at('out.hkl');
  const made = await finish(['fcalc', lysozyme, '--dmin', '6', '--wavelength', '1', '--no-solvent', '-q', '-o', file]);
  expect(made).toEqual({ code: 0, out: '', err: '' });
  const lines = here.read('out.hkl').toString().trim().split('\n');
  const F = new Map(lines.map((line) => [line.split(' ').slice(0, 3).join(' '), Number(line.split(' ')[3])]));
  expect(F.get('0 0 0')).toBeGreaterThan(59000);
  expect(F.get('0 0 0')).toBeLessThan(59500);
  expect(F.get('3 1 2')).toBe(F.get('-1 3 2'));
  expect(F.get('3 1 2')).not.toBe(F.get('-3 -1 -2'));
  const { out } = await finish(['reflections', file]);
  expect(out).toContain(`reflections  ${lines.length} listed, ${lines.length} in P1`);
});

test('amplitudes of electrons are in A, and a simulation takes them from a list or the model', async () => {
  const file = here.at('out.hkl');
  const neutral = readFileSync(model('small.pdb'), 'utf8').replace(/\d[+-] *$/gm, '  ');
  const ofModel = [here.put('neutral.pdb', neutral), '--dmin', '2'];
  const { code, out, err } = await finish(['fcalc', ...ofModel, '--particle', 'electron', '-o', file]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/F\(0 0 0\) +[\d.]+ Å\nsolvent +none/);
  const image = async (...structure: string[]) => {
    const beam = ['--electrons', '200', '--detpixels', '32', '--pixel', '0.1', '--distance', '500'];
    const crystal = ['--ncells', '3,3,3', '--shape', 'gauss-hkl', '--kernel', 'reference'];
    const made = await finish(['simulate', ...beam, ...crystal, ...structure, '--json', '-o', here.at('a.bin')]);
    if (made.code !== 0) return made.err;
    expect(JSON.parse(made.out).experiment.beam).toEqual({ particle: 'electron', energyEv: 200_000 });
    const bytes = here.read('a.bin');
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  };
  const calculated = (await image('--model', ...ofModel)) as Float32Array;
  const list = ['--hkl', file, '--cell', '21.4,9.7,14.2,90,104.5,90'];
  const listed = (await image(...list, '--set', 'structureFactors.unit=A')) as Float32Array;
  const brightest = Math.max(...calculated);
  expect(brightest).toBeGreaterThan(0);
  // The list has five digits behind the point.
  const worst = calculated.reduce((most, x, i) => Math.max(most, Math.abs(x - (listed[i] as number))), 0);
  expect(worst).toBeLessThan(1e-4 * brightest);
  expect(await image(...list)).toContain('expected structureFactors.unit A');
});

test.each([
  [['fcalc', lysozyme, '-o', 'x.mtz'], 2, 'give the resolution limit: --dmin 2 (A)'],
  [['fcalc', lysozyme, '--dmin', '3'], 2, 'name an output that ends in .mtz or .hkl'],
  [['fcalc', lysozyme, '--dmin', '3', '-o', 'x.pdb'], 2, "not 'x.pdb'"],
  [['fcalc', 'nowhere.pdb', '--dmin', '3', '-o', 'x.mtz'], 9, "cannot read the model 'nowhere.pdb'"],
  [['fcalc', lysozyme, '--dmin', '3', '--wavelength', '9', '-o', 'x.mtz'], 2, 'tabulated from 0.4 to 2.89 A'],
  [['reflections', lysozyme], 9, 'is a model, not a list of structure factors'],
  [['reflections', 'nowhere.mtz'], 9, "cannot read the reflection file 'nowhere.mtz'"],
])('%j is refused', async (argv, code, message) => {
  const finished = await finish(argv);
  expect(finished.code).toBe(code);
  expect(finished.err).toContain(message);
  expect(existsSync('x.mtz')).toBe(false);
});
