import type { Term } from '@braggsim/core';
import type { Registry } from '@braggsim/core/kernel';
import { beamStop } from './beam-stop';
import { captureFraction } from './capture-fraction';
import { curved } from './curved';
import { curvedLabAxes } from './curved-lab-axes';
import { flat } from './flat';
import { slab } from './slab';
import { solidAngle } from './solid-angle';

/** The terms of this package by id. */
export const geometryTerms: Registry<Term> = new Map<string, () => Term>([
  [flat.id, () => flat],
  [curved.id, () => curved],
  [curvedLabAxes.id, () => curvedLabAxes],
  [solidAngle.id, () => solidAngle],
  [captureFraction.id, () => captureFraction],
  [beamStop.id, () => beamStop],
  [slab.id, () => slab],
]);
