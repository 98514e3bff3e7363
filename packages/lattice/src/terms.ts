import type { Term } from '@braggsim/core';
import type { ReadyRegistry } from '@braggsim/core/kernel';
import { gauss } from './shapes/gauss';
import { gaussHkl } from './shapes/gauss-hkl';
import { gaussStar } from './shapes/gauss-star';
import { round } from './shapes/round';
import { square } from './shapes/square';
import { tophat } from './shapes/tophat';
import { tophatHkl } from './shapes/tophat-hkl';

/** The crystal shapes of this package by id. */
export const latticeTerms: ReadyRegistry<Term> = new Map<string, () => Term>([
  [square.id, () => square],
  [round.id, () => round],
  [gauss.id, () => gauss],
  [tophat.id, () => tophat],
  [gaussHkl.id, () => gaussHkl],
  [gaussStar.id, () => gaussStar],
  [tophatHkl.id, () => tophatHkl],
]);
