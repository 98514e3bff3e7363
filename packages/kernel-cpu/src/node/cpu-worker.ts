import { eachBand } from '@braggsim/core/kernel';
import type { StructureTables } from '../cpu/band-runner';
import type { BandTask } from './band-task';
import { nativeRunners } from './native/runners';
import { threadBands } from './thread-bands';

const bandsOf = threadBands(nativeRunners());
let tables: StructureTables | undefined;

/** Computes bands of an image until none is left. */
export default function work({ structure, panels, counter, nativeBands }: BandTask): void {
  tables ??= structure;
  eachBand(counter, bandsOf({ structure: tables, panels, nativeBands }).compute);
}
