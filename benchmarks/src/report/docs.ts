import { dataError } from '@braggsim/core';

/** Place of a generated part in a page: between two comments that contain the command that writes it. */
export interface Place {
  readonly begin: string;
  readonly end: string;
}

/** Returns the place of the part that a command writes. */
export const placeOf = (what: string): Place => ({ begin: `<!-- ${what}: begin -->`, end: `<!-- ${what}: end -->` });

/** Place of the tables and the plot of the workloads. */
const WORKLOADS_PLACE = placeOf('npm run bench -- --write-docs');
/** Place of the table of data sets. */
export const DATASET_PLACE = placeOf('npm run bench -- dataset --write-docs');
/** Place of the table of the GPU kernel. */
export const GPU_PLACE = placeOf('npm run bench -- --kernel gpu --write-docs');

/**
 * Replaces a generated part of a page, and returns the new text.
 *
 * @throws BraggsimError (`data`) when the page does not have the comments of that part
 */
export function replaceGenerated(page: string, generated: string, place = WORKLOADS_PLACE): string {
  const begin = page.indexOf(place.begin);
  const end = page.indexOf(place.end);
  if (begin < 0 || end < begin) {
    throw dataError(
      `the page has no place for results; put '${place.begin}' and '${place.end}' where the results belong`,
    );
  }
  return `${page.slice(0, begin + place.begin.length)}\n\n${generated}\n\n${page.slice(end)}`;
}
