import type { Term } from '@braggsim/core';
import type { ReadyRegistry } from '@braggsim/core/kernel';
import { neighbours } from './neighbours';

/** The terms of this package that scatter beside the spots of the nearest reciprocal lattice points, by id. */
export const scatterTerms: ReadyRegistry<Term> = new Map<string, () => Term>([[neighbours.id, () => neighbours]]);
