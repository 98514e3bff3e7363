import type { SectionOf } from '@braggsim/core';
import type { reflectionParameters } from './parameters';

/** The `structureFactors` section of an experiment. */
export type StructureFactorSection = SectionOf<typeof reflectionParameters, 'structureFactors'>;
