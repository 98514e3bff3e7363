import type { Term } from '@braggsim/core';
import type { ReadyRegistry } from '@braggsim/core/kernel';
import { diffuse } from './diffuse';
import { neighbours } from './neighbours';
import { spotFactor } from './spot-factor';

/** The terms of this package that scatter beside the spots of the nearest reciprocal lattice points, and what is left of those, by id. */
export const scatterTerms: ReadyRegistry<Term> = new Map<string, () => Term>([
  [neighbours.id, () => neighbours],
  [diffuse.id, () => diffuse],
  [spotFactor.id, () => spotFactor],
]);
