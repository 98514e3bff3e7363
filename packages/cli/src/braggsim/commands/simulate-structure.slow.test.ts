import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const model = fileURLToPath(new URL('../../../../reflections/fixtures/lysozyme_1vat.pdb.gz', import.meta.url));
const flags = [
  ...['--ncells', '4,4,4', '--shape', 'gauss-hkl', '--oversample', '1'],
  ...['--detpixels', '24', '--pixel', '1', '--distance', '130'],
];

test('a model gives the same image as the MTZ and text files calculated from it', async () => {
  const simulate = async (name: string, source: readonly string[]) => {
    const beam = ['--wavelength', '1', '--misset', '10,20,30'];
    const { code, err } = await finish(['simulate', ...source, ...flags, ...beam, '-q', '-o', here.at(name)]);
    expect(code, err).toBe(0);
    return new Float32Array(Uint8Array.from(here.read(name)).buffer);
  };
  const fcalc = (name: string) => finish(['fcalc', model, '--dmin', '6', '--wavelength', '1', '-o', here.at(name)]);
  await fcalc('f.mtz');
  await fcalc('f.hkl');
  // An MTZ file lacks the direct beam, whose spot is at the centre of the detector.
  const direct = await simulate('model.bin', ['--model', model, '--dmin', '6']);
  const mtz = await simulate('mtz.bin', ['--mtz', here.at('f.mtz'), '--column', 'FC(+)']);
  const text = await simulate('text.bin', ['--hkl', here.at('f.hkl'), '--cell', '78.35,78.35,37.54']);
  const corner = [...Array(24 * 8).keys()];
  expect(Math.max(...corner.map((i) => direct[i] as number))).toBeGreaterThan(0);
  for (const i of corner) {
    expect(Math.abs((text[i] as number) - (direct[i] as number))).toBeLessThanOrEqual(
      1e-3 * (direct[i] as number) + 1e-9,
    );
    expect(Math.abs((mtz[i] as number) - (direct[i] as number))).toBeLessThanOrEqual(
      1e-2 * Math.max(...direct.slice(0, 192)),
    );
  }
});

test('--anomalous takes the scattering of an element of the model from the table, or from its file', async () => {
  const energy = 12398.42 / 1.2;
  const own = here.put('s.csv', `energyEv,f1,f2\n${energy - 50},0.1,0.2\n${energy + 50},4,7\n`);
  const image = async (name: string, ...anomalous: readonly string[]) => {
    const beam = ['--wavelength', '1.2', '--misset', '10,20,30'];
    const output = ['-q', '-o', here.at(name)];
    const source = ['--model', model, '--dmin', '6', ...anomalous.flatMap((one) => ['--anomalous', one])];
    const { code, err } = await finish(['simulate', ...source, ...flags, ...beam, ...output]);
    expect(code, err).toBe(0);
    return new Float32Array(Uint8Array.from(here.read(name)).buffer);
  };
  const [plain, table, file] = [await image('a.bin'), await image('b.bin', 'S'), await image('c.bin', `S=${own}`)];
  const most = Math.max(...plain.slice(0, 192));
  const largest = (found: Float32Array) =>
    Math.max(...[...Array(192).keys()].map((i) => Math.abs((found[i] as number) - (plain[i] as number)))) / most;
  expect(largest(table)).toBeLessThan(1e-5);
  expect(largest(file)).toBeGreaterThan(1e-3);
  const { code, err } = await finish(['simulate', '--model', model, '--dmin', '6', '--anomalous', 'S=', ...flags]);
  expect(code).toBe(2);
  expect(err).toContain("--anomalous needs element or element=file, found 'S='");
});
