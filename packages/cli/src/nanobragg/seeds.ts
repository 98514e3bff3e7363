import type { Experiment } from '@braggsim/experiment';

/** Sets missing seeds from the clock, as in the C program; the seed of the mis-setting follows the noise seed. */
export function withSeeds(experiment: Experiment): Experiment {
  const clock = Math.floor(Date.now() / 1000);
  const seed = experiment.seed ?? clock;
  const random = experiment.crystal?.misset === 'random';
  return random
    ? { ...experiment, seed, crystal: { missetSeed: seed, ...experiment.crystal } }
    : { ...experiment, seed };
}
