import type { SectionOf } from '@braggsim/core';
import type { latticeParameters } from './parameters';

/** The `crystal` section of an experiment. */
export type CrystalSection = SectionOf<typeof latticeParameters, 'crystal'>;
/** The `scan` section of an experiment. */
export type ScanSection = SectionOf<typeof latticeParameters, 'scan'>;
