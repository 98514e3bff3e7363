import { parameters, type ReadoutContext, readout } from '@braggsim/core';
import { type DrawKey, forEachBlock, pixelDraws, pixelWords, poissonDraw, poissonRun } from '@braggsim/core/random';
import { SEED_LIMIT, serialPoisson } from './serial-poisson';
import { stageValues } from './stage-values';

const ID = 'photon';

/** Returns the seed of the serial generator: the seed itself for the first image, panel and occurrence, else a draw keyed by them. */
function serialSeed(context: ReadoutContext): number {
  const { seed, image, panel, occurrence = 0 } = context;
  if (image === 0 && panel === 0 && occurrence === 0) return seed;
  return Math.floor(pixelDraws(context, `${ID}-serial`).uniform() * SEED_LIMIT);
}

/** Creates a source of photon counts that are keyed by pixel: a count does not depend on the pixels drawn before. */
export function pixelPoisson(key: DrawKey): (pixel: number, mean: number) => number {
  const draws = pixelDraws(key, ID);
  return (pixel, mean) => {
    draws.start(pixel);
    return poissonDraw(mean, draws.uniform);
  };
}

/** Readout stage for photon counting noise. */
export const photon = readout({
  id: ID,
  version: 1,
  about: {
    equation: 'n ~ Poisson(expected photons)',
    citation: 'Hoermann (1993), Insurance: Math. Econ. 12, 39 (philox); nanoBragg (ran1)',
  },
  params: parameters({
    rng: {
      type: 'enum',
      options: ['philox', 'ran1'],
      default: 'philox',
      flag: '-rng',
      doc: 'random numbers: philox is keyed by pixel and independent of order; ran1 is the serial generator of the C program',
    },
  }),
  seeded: true,
  pixelwise: (given) => stageValues(photon.params, given).rng === 'philox',
  apply(values, given, context) {
    if (stageValues(photon.params, given).rng === 'ran1') {
      const poisson = serialPoisson(serialSeed(context));
      for (let i = 0; i < values.length; i++) {
        const mean = values[i] as number;
        // An infinite mean is drawn as well, so that the following pixels get the numbers of their place in the stream.
        const counted = poisson(mean);
        values[i] = mean === Number.POSITIVE_INFINITY ? mean : counted;
      }
      return;
    }
    const { firstPixel = 0 } = context;
    const words = pixelWords(context, ID);
    const draws = pixelDraws(context, ID);
    const one = (i: number, mean: number, draw: number): number => {
      draws.start(firstPixel + i, draw);
      return poissonDraw(mean, draws.uniform);
    };
    forEachBlock(values.length, (start, count) => {
      poissonRun(values, start, count, { words: (draw) => words(draw, firstPixel + start, count), one });
    });
  },
});
