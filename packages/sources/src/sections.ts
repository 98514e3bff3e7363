import type { SectionOf } from '@braggsim/core';
import type { sourceParameters } from './parameters';

/** The `beam` section of an experiment. */
export type BeamSection = SectionOf<typeof sourceParameters, 'beam'>;
/** Full angular ranges, steps between samples (mrad) and numbers of samples. */
export type DivergenceSection = NonNullable<BeamSection['divergenceMrad']>;
