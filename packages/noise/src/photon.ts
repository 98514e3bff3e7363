import { parameters, type ReadoutContext, readout, usageError } from '@braggsim/core';
import { pixelDraws } from './pixel-draws';
import { poissonDraw } from './poisson-draws';
import { SEED_LIMIT, serialPoisson } from './serial-poisson';

const ID = 'photon';

/** Serial seed of an image and panel: the seed itself for the first of both, a draw keyed by them for the others. */
function serialSeed(context: ReadoutContext): number {
  if (context.image === 0 && context.panel === 0) return context.seed;
  return Math.floor(pixelDraws(context, `${ID}-serial`).uniform() * SEED_LIMIT);
}

/** Photon counts that belong to pixels: the count of one does not depend on which others were visited. */
export function pixelPoisson(context: Omit<ReadoutContext, 'shape'>): (pixel: number, mean: number) => number {
  const draws = pixelDraws(context, ID);
  return (pixel, mean) => {
    draws.start(pixel);
    return poissonDraw(mean, draws.uniform);
  };
}

type Generator = (values: Float32Array | Float64Array, context: ReadoutContext) => void;

const GENERATORS: Readonly<Record<string, Generator>> = {
  philox(values, context) {
    const count = pixelPoisson(context);
    for (let pixel = 0; pixel < values.length; pixel++) values[pixel] = count(pixel, values[pixel] as number);
  },
  ran1(values, context) {
    const poisson = serialPoisson(serialSeed(context));
    for (let pixel = 0; pixel < values.length; pixel++) values[pixel] = poisson(values[pixel] as number);
  },
};

/** Photon counting noise. */
export const photon = readout({
  id: ID,
  version: 1,
  about: {
    equation: 'n ~ Poisson(expected photons)',
    citation: 'Hoermann 1993, Insurance: Math. Econ. 12, 39 (philox); nanoBragg (ran1)',
  },
  params: parameters({
    rng: {
      type: 'choice',
      options: ['philox', 'ran1'],
      default: 'philox',
      flag: '-rng',
      doc: 'random numbers: philox draws belong to pixels, in any order; ran1 is the serial generator of the C program',
    },
  }),
  apply(values, { rng = 'philox' }, context) {
    const generate = GENERATORS[String(rng)];
    if (!generate) throw usageError(`rng of the photon noise is philox or ran1, not '${String(rng)}'`);
    generate(values, context);
  },
});
