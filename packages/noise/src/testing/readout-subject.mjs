import process from 'node:process';
import { readoutChain, serialReadout } from '@braggsim/noise';
import { readoutThreads } from '@braggsim/noise/node';

// Records an image for each message, with the built package: modules of a test runner are slower.

const SIDE = 4096;
const shape = /** @type {const} */ ([SIDE, SIDE]);
/** A faint background with spots, as in a diffraction image. */
const image = Float32Array.from({ length: SIDE * SIDE }, (_, i) => (i % 97 === 0 ? 1e4 : 3 + (i % 40)));
const photons = new Float32Array(new SharedArrayBuffer(image.byteLength));
photons.set(image);
const into = new Uint16Array(new SharedArrayBuffer(Uint16Array.BYTES_PER_ELEMENT * image.length));

const chain = await readoutChain([
  { kind: 'calibration', rms: 0.03 },
  { kind: 'photon' },
  { kind: 'readNoise', rms: 3 },
  { kind: 'digitize' },
]);
/** The same effects as noisify computes them. @type {import('@braggsim/noise').SerialReadout} */
const serial = { shape, scale: 1, flicker: 0, calibration: 0.03, readNoise: 3, gain: 1, offset: 40, seed: 1, bits: 16 };

const runners = [1, 2].map((threads) => readoutThreads(threads));

/** @type {Readonly<Record<string, () => void | Promise<void>>>} */
const methods = {
  ran1: () => void serialReadout(image, serial),
  ...Object.fromEntries(
    runners.map((runner, i) => [
      `philox-${i + 1}`,
      () => runner.apply(chain, [{ panel: 0, shape, photons, into }], { seed: 1, image: 0 }),
    ]),
  ),
};

process.on('message', async (method) => {
  await methods[String(method)]?.();
  process.send?.(method);
});
