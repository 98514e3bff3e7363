import { eachBand } from '@braggsim/core';
import type { StructureTables } from '../cpu/band-runner';
import { imageBands } from '../cpu/image-bands';
import type { BandTask } from './band-task';

const bandsOf = imageBands();
let tables: StructureTables | undefined;

/** Computes bands of an image until none is left. */
export default function work({ structure, panels, counter }: BandTask): void {
  tables ??= structure;
  eachBand(counter, bandsOf({ structure: tables, panels }).compute);
}
