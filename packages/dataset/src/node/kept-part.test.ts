import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { storedPlace } from '../shot/transform';
import { rawContext, replayContext, writeReplay } from './index';
import { type Replayed, replayShot } from './run/replay';
import { folder, SMALL_PLAN } from './small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

/** The shots of a plan, each by itself. */
async function shotsOf(name: string, text: string): Promise<Replayed[]> {
  const context = await replayContext(here.put(name, text));
  const shots: Replayed[] = [];
  for (let shot = 0; shot < context.plan.shots; shot++) shots.push(await replayShot(context, shot));
  return shots;
}

const QUADRANTS = SMALL_PLAN.replace('layout: [resonet, nxmx]', 'layout: resonet').replace(
  'seed: 11',
  'seed: 11\nreadout: [{ kind: photon }, { kind: readNoise, rms: 2 }, { kind: digitize, type: i32, offset: 0 }, { kind: hotPixels, count: 200, value: 900, pattern: image }]',
);
const WHOLE = QUADRANTS.replace('layout: resonet', 'layout: [resonet, nxmx]');

test('quadrants that are stored alone are computed alone, with the same bytes, and labels are those of the quadrant', async () => {
  const [parts, wholes] = [await shotsOf('parts.yaml', QUADRANTS), await shotsOf('wholes.yaml', WHOLE)];
  let less = 0;
  for (const [i, part] of parts.entries()) {
    const whole = wholes[i] as Replayed;
    expect(part.labels.digest).toBe(whole.labels.digest);
    expect(part.stored?.expected).toEqual(whole.stored?.expected);
    const { frame } = part.stored as NonNullable<Replayed['stored']>;
    expect(frame).toEqual(whole.stored?.frame);
    // By hand: sums over the 16 x 16 raw pixels of the quadrant.
    const [row, column] = frame.first;
    const { bragg, background } = whole.shot.noiseFree;
    const held = part.shot.noiseFree;
    expect(held.held).toEqual({ slow: [row, row + 16], fast: [column, column + 16] });
    expect(part.shot.measured).toEqual(whole.shot.measured);
    let [ofSpots, beneath] = [0, 0];
    const crops: (readonly [bragg: number, background: number, recorded: number])[] = [];
    for (let y = row; y < row + 16; y++) {
      for (let x = column; x < column + 16; x++) {
        const at = 48 * y + x;
        ofSpots += bragg[at] as number;
        beneath += background[at] as number;
        crops.push([bragg[at] as number, background[at] as number, whole.shot.recorded[at] as number]);
      }
    }
    expect([...held.bragg].map((x, i) => [x, held.background[i], part.shot.recorded[i]])).toEqual(crops);
    expect(part.labels.photonsBragg).toBeCloseTo(ofSpots, 6);
    expect(part.labels.photonsBackground).toBeCloseTo(beneath, 6);
    less += Number(whole.labels.photonsBragg) - ofSpots;
    for (const { centroid } of part.shot.spots) {
      const [fast, slow] = storedPlace(frame, centroid);
      expect(Math.min(fast, slow)).toBeGreaterThanOrEqual(0);
      expect(Math.max(fast, slow)).toBeLessThanOrEqual(16);
    }
    for (const name of ['u11', 'distanceMm', 'beamFastPx', 'crystal.resolutionA', 'spotRadiusPx'])
      expect(part.labels[name], name).toEqual(whole.labels[name]);
  }
  expect(less).toBeGreaterThan(0);
  expect(parts.some(({ shot }) => shot.spots.length > 0)).toBe(true);
});

test('whole images are computed where pixels depend on their neighbours', async () => {
  const spread = (text: string) =>
    text.replace('{ kind: photon }', '{ kind: photon }, { kind: chargeSharing, sigmaUm: 300 }');
  const [part] = await shotsOf('parts.yaml', spread(QUADRANTS).replace('shots: 6', 'shots: 1'));
  const [whole] = await shotsOf('wholes.yaml', spread(WHOLE).replace('shots: 6', 'shots: 1'));
  expect(part?.labels).toEqual(whole?.labels);
});

test('labels without photons are those of the same shots with images, but for what images show', async () => {
  const images = /^images: .*$/m;
  const labels = /^labels: .*$/m;
  const alone = SMALL_PLAN.replace(images, 'images: none').replace(labels, 'labels: { photons: false }');
  const seen = ['spots', 'strongSpots', 'overlaps', 'spotRadiusPx', 'photonsBragg', 'photonsBackground', 'maxPhotons'];
  const missing = [...seen, 'recorded', 'overloads', 'strongResolutionA', 'digest'];
  const whole = await shotsOf('whole.yaml', SMALL_PLAN.replace(labels, ''));
  for (const [i, { labels: row }] of (await shotsOf('alone.yaml', alone)).entries()) {
    const expected = Object.entries(whole[i]?.labels ?? {}).filter(([name]) => !missing.includes(name));
    expect(row).toEqual({ ...Object.fromEntries(expected), digest: '' });
  }
  const wrong = (text: string) => replayContext(here.put('wrong.yaml', text));
  await expect(wrong(SMALL_PLAN.replace(labels, 'labels: { photons: false }'))).rejects.toThrow(
    'labels.photons is true with images other than none, not false',
  );
  await expect(wrong(alone.replace('{ photons: false }', '{ photons: false, spots: true }'))).rejects.toThrow(
    'labels.photons is true with labels.spots, not false',
  );
});

test('raw images of replayed shots are whole where quadrants alone are stored', async () => {
  const rawOf = async (name: string, text: string): Promise<Buffer> => {
    const planFile = here.put(`${name}.yaml`, text);
    const [context, whole] = [await replayContext(planFile), await rawContext(planFile)];
    const raw = await replayShot(whole, 3);
    const files = await writeReplay(await replayShot(context, 3), context, here.at(name), { raw });
    expect(files.map((path) => basename(path))).toEqual(
      ['npy', 'json', 'raw.nxs', 'raw.expt'].map((end) => `shot-3.${end}`),
    );
    return readFileSync(files[2] as string);
  };
  expect((await rawOf('raw', QUADRANTS)).equals(await rawOf('raw-of-whole', WHOLE))).toBe(true);
});
