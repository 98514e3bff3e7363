import { companionCases, countImage, referenceInput } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { type SerialReadout, serialNoiseless, serialPhotons, serialPointSpread, serialReadout } from './serial-readout';

const shape = [50, 64] as const;
const frame = new Float32Array(new Uint8Array(referenceInput('frame_64x50.f32')).buffer);

const plain: SerialReadout = {
  shape,
  scale: 1,
  flicker: 0,
  calibration: 0,
  readNoise: 0,
  gain: 1,
  offset: 40,
  seed: 1,
  bits: 16,
};

/** Options of the command lines of the reference cases of noisify. */
const OPTIONS: Readonly<Record<string, SerialReadout>> = {
  'x01-noisify-default': { ...plain, calibration: 0.03, seed: 5 },
  'x02-noisify-all': {
    ...plain,
    seed: 77,
    calibrationSeed: 99,
    calibration: 0.05,
    flicker: 0.02,
    readNoise: 3,
    gain: 2.5,
    offset: 100,
    scale: 3,
  },
  'x03-noisify-photon': { ...plain, seed: 12, offset: 10, scale: 0.2 },
  'x04-noisify-gauss': {
    ...plain,
    seed: 4,
    readNoise: 1.5,
    spread: { profile: 'gauss', fwhm: Math.fround(150e-6) / 1e-4, radius: 0 },
  },
  'x05-noisify-fiber': {
    ...plain,
    gain: 10,
    spread: { profile: 'fiber', fwhm: Math.fround(120e-6) / 1e-4, radius: 7 },
  },
};

const cases = companionCases().filter(({ program }) => program === 'noisify');

test('every reference case of noisify has options and a reference image', () => {
  expect(cases.map(({ id }) => id).sort()).toEqual(Object.keys(OPTIONS).sort());
  for (const c of cases) expect([countImage(c, 'noise'), countImage(c, 'int')]).not.toEqual([undefined, undefined]);
});

/** The reference images of one kind; a case need not have both. */
const withImage = (kind: 'noise' | 'int') =>
  cases.map((c) => ({ id: c.id, c, reference: countImage(c, kind) })).filter(({ reference }) => reference);

test.each(withImage('noise'))('the noise image of $id is that of the C program, bit for bit', ({ c, reference }) => {
  const options = OPTIONS[c.id] as SerialReadout;
  const photons = serialPhotons(frame, options.scale);
  expect(Uint16Array.from(serialReadout(photons, options).values)).toEqual(reference);
});

test.each(withImage('int'))('the noiseless image of $id is that of the C program, bit for bit', ({ c, reference }) => {
  const options = OPTIONS[c.id] as SerialReadout;
  const photons = serialPhotons(frame, options.scale);
  const spread = c.argv.includes('-nonoise') ? serialPointSpread(photons, options) : undefined;
  expect(Uint16Array.from(serialNoiseless(spread?.pixels ?? photons, options))).toEqual(reference);
});
