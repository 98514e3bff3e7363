import type { RecordOf, SectionOf } from '@braggsim/core';
import type { crystalEntryParameters, latticeParameters } from './parameters';

/** The `crystal` section of an experiment. */
export type CrystalSection = SectionOf<typeof latticeParameters, 'crystal'>;
/** The `scan` section of an experiment. */
export type ScanSection = SectionOf<typeof latticeParameters, 'scan'>;
/** What an entry of the list `crystals` has besides the fields of `crystal`. */
export type CrystalEntryFields = RecordOf<typeof crystalEntryParameters>;
