import { readNpy } from '@braggsim/detector-io';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder, SMALL } from './run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

async function simulate(...argv: string[]) {
  const { code, out, err } = await finish(['simulate', ...SMALL, ...argv]);
  expect([code, err.replace(/braggsim: warning.*\n/g, '')]).toEqual([0, '']);
  return out;
}
const outputs = (...names: string[]) => names.flatMap((name) => ['-o', here.at(name)]);
const text = (name: string) => here.read(name).toString();

test('XDS.INP and import notes describe the images of the run', async () => {
  here.make('images');
  const out = await simulate('--osc', '0.5', '--images', '3', ...outputs('images/a_##.cbf', 'XDS.INP', 'import.txt'));
  expect(here.names()).toEqual(['XDS.INP', 'images', 'import.txt']);
  expect(out).toContain(`wrote ${here.at('XDS.INP')}`);
  const lines = text('XDS.INP').split('\n');
  for (const line of [
    'DETECTOR= PILATUS',
    'NAME_TEMPLATE_OF_DATA_FRAMES= images/a_??.cbf',
    'DATA_RANGE= 1 3',
    'OSCILLATION_RANGE= 0.500000',
    'DETECTOR_DISTANCE= 300.000000',
    'NX= 16 NY= 16 QX= 0.4 QY= 0.4',
  ]) {
    expect(lines).toContain(line);
  }
  expect(text('import.txt')).toContain('  dials.import images/a_*.cbf ');
  expect(text('import.txt')).toContain('geometry.beam.polarization_fraction=0.5\n');
});

test('the notes contain the offset of the images, given or implied', async () => {
  await simulate(...outputs('a.img', 'a.npy', 'import.txt'));
  expect(text('import.txt')).toContain('The recorded values have 40 added');
  await simulate('--noise', '--offset', '10', ...outputs('a.img', 'import.txt'));
  expect(text('import.txt')).toContain('The recorded values have 10 added');
});

test.each(['a.expt', 'a.geom'])(
  'a simulation with the geometry of %s has the detector in the same position',
  async (name) => {
    // The file has another lab frame, in which the same crystal would be rotated; water has no orientation.
    const water = ['--default-f', '0', '--water', '10'];
    await simulate(...water, '--two-theta', '5', '--beam-centre', '3,2', ...outputs('a.npy', name));
    await simulate(...water, '--detector', here.at(name), ...outputs('b.npy'));
    const [a, b] = ['a.npy', 'b.npy'].map((file) => readNpy(new Uint8Array(here.read(file))).pixels);
    const largest = Math.max(...(a as Float32Array));
    expect(largest).toBeGreaterThan(0);
    for (const [i, value] of (a as Float32Array).entries()) expect(b?.[i]).toBeCloseTo(value, 4 - Math.log10(largest));
  },
);

test('a dry run names sidecars; they are refused where they have nothing to describe', async () => {
  expect(await simulate('--dry-run', ...outputs('a.img', 'XDS.INP'))).toContain(here.at('XDS.INP'));
  const refusals: readonly (readonly [string, readonly string[]])[] = [
    ['is about images for other programs: name these too', outputs('a.npy', 'XDS.INP')],
    ['is about images for other programs: name these too', outputs('import.txt')],
    [
      'describes one flat panel, and this detector is curved',
      [...outputs('a.nxs', 'XDS.INP'), '--set', 'detector.curved=true'],
    ],
    ['no image format is known for the name', outputs('a.xyz')],
  ];
  for (const [message, argv] of refusals) {
    const { code, err } = await finish(['simulate', ...SMALL, ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  }
  expect(here.names()).toEqual([]);
});
