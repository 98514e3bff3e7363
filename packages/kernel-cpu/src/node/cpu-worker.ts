import { eachBand } from '@braggsim/core/kernel';
import { weigh } from '@braggsim/core/node';
import type { StructureTables } from '../table-values';
import type { BandTask } from './band-task';
import { nativeRunners } from './native/runners';
import { threadBands } from './thread-bands';

const bandsOf = threadBands(nativeRunners());
const tables = new Map<number, StructureTables>();

/** Computes bands of an image until none is left. */
export default function work({ structure, tablesNumber, panels, counter, nativeBands }: BandTask): void {
  const kept = tables.get(tablesNumber) ?? structure;
  tables.set(tablesNumber, kept);
  for (const { image } of panels) weigh(image.buffer);
  eachBand(counter, bandsOf({ structure: kept, panels, nativeBands }).compute);
}
