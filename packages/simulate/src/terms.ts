import { backgroundTerms } from '@braggsim/background';
import type { Registry, Term } from '@braggsim/core';
import { geometryTerms } from '@braggsim/geometry';
import { latticeTerms } from '@braggsim/lattice';
import { polarizationTerms } from '@braggsim/polarization';
import { reflectionTerms } from '@braggsim/reflections';

/** Every term that comes with braggsim. Spread it into a new Map to add your own. */
export const builtinTerms: Registry<Term> = new Map([
  ...geometryTerms,
  ...latticeTerms,
  ...reflectionTerms,
  ...polarizationTerms,
  ...backgroundTerms,
]);
