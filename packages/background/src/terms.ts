import type { Term } from '@braggsim/core';
import type { ReadyRegistry } from '@braggsim/core/kernel';
import { air } from './air';
import { amorphous } from './amorphous';
import { rings } from './rings';
import { water } from './water';

/** The background terms of this package by id. */
export const backgroundTerms: ReadyRegistry<Term> = new Map<string, () => Term>([
  [water.id, () => water],
  [amorphous.id, () => amorphous],
  [rings.id, () => rings],
  [air.id, () => air],
]);
