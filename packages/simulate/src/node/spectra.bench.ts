import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { parseHkl } from '@braggsim/reflections';
import { bench, describe } from 'vitest';
import { buildPlan } from '../plan';

type Crystal = NonNullable<Experiment['crystal']>;

const EDGE = 512;
const CHANNELS = 100;
const STILL: Experiment = {
  beam: { energyEv: 9500, fluencePerM2: 1e28 },
  detector: { distanceMm: 100, pixelMm: 0.2, pixelsFast: EDGE, pixelsSlow: EDGE },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
const CRYSTAL: Crystal = { cell: [78, 78, 37], misset: [10, 20, 30], cells: [12, 12, 24] };
const DOMAINS = { distribution: 'gauss', spreadDeg: 0.1, domains: 10 } as const;
const SPECTRUM = { kind: 'gauss', meanEv: 9500, fwhmEv: 20, channels: CHANNELS } as const;
const overSpectrum = (experiment: Experiment): Experiment => ({
  ...experiment,
  beam: { fluencePerM2: 1e28, spectrum: SPECTRUM },
});

/** A still of lysozyme: 100 channels times 25 domains a pixel; one tile in ten has spots. */
const MULTI_CHANNEL: Experiment = {
  ...overSpectrum(STILL),
  detector: { convention: 'xds', pixelsFast: 3840, pixelsSlow: 3840, pixelMm: 0.089, distanceMm: 200 },
  crystal: {
    cell: [78.35, 78.35, 37.54],
    misset: [12, 25, 40],
    cells: [15, 15, 30],
    shape: 'gauss-star',
    mosaic: { distribution: 'gauss', spreadDeg: 0.12, domains: 25 },
  },
  sampling: { oversample: 1, spotCutoff: 1e-5 },
};
/** Amplitudes of lysozyme, as far as the work depends on them: a table of that size. */
const reflections = parseHkl(
  new TextEncoder().encode(
    Array.from({ length: 81 * 81 * 41 }, (_, i) => {
      const [h, k, l] = [(i % 81) - 40, (Math.floor(i / 81) % 81) - 40, Math.floor(i / 6561) - 20];
      return `${h} ${k} ${l} ${100 + ((7 * h + 3 * k + 11 * l) ** 2 % 90)}`;
    }).join('\n'),
  ),
);

const renderer = async (experiment: Experiment, inputs = {}) => {
  const { plan } = await buildPlan(experiment, inputs);
  const prepared = await threadedCpuKernel.prepare(plan.fixed, builtinTerms, { threads: 1, native: 'off' });
  const { pixelsFast = 0, pixelsSlow = 0 } = experiment.detector ?? {};
  const into = { photons: [new Float32Array(pixelsFast * pixelsSlow)] };
  return async () => void (await prepared.run(plan.shot, { into }));
};
/** Times after code is compiled to its last stage, ms. */
const FEW = { warmupTime: 300, time: 1000 };

const CASES: Readonly<Record<string, Crystal>> = {
  'gauss-hkl': { ...CRYSTAL, shape: 'gauss-hkl' },
  'gauss-hkl, 10 domains': { ...CRYSTAL, shape: 'gauss-hkl', mosaic: DOMAINS },
  square: { ...CRYSTAL, shape: 'square' },
};
describe.each(Object.entries(CASES))('a spectrum, 512 x 512 pixels: %s', async (_, crystal) => {
  const experiment = { ...STILL, crystal };
  const [one, hundred] = [await renderer(experiment), await renderer(overSpectrum(experiment))];
  const samples = EDGE ** 2 * (crystal.mosaic?.domains ?? 1);
  bench(`one wavelength (${samples} samples)`, one, FEW);
  bench(`100 channels (${CHANNELS * samples} samples)`, hundred, FEW);
});

describe('a still of lysozyme, 3840 x 3840 pixels, 100 channels, 25 domains, one thread', async () => {
  const still = await renderer(MULTI_CHANNEL, { reflections });
  bench(`still (${3840 ** 2 * CHANNELS * 25} samples)`, still, {
    warmupTime: 0,
    warmupIterations: 1,
    time: 0,
    iterations: 3,
  });
});
