import { dataError } from '@braggsim/core';

/** Where a generated part stands in a page: between two comments that name what made it. */
export interface Place {
  readonly begin: string;
  readonly end: string;
}

export const placeOf = (what: string): Place => ({ begin: `<!-- ${what}: begin -->`, end: `<!-- ${what}: end -->` });

/** Of the tables and the plot of the workloads. */
export const WORKLOADS_PLACE = placeOf('npm run bench -- --write-docs');
/** Of the table of the GPU kernel. */
export const GPU_PLACE = placeOf('npm run bench -- --kernel gpu --write-docs');

/**
 * A page with one of its generated parts replaced.
 *
 * @throws BraggsimError (`data`) when the page does not say where that part stands
 */
export function replaceGenerated(page: string, generated: string, place = WORKLOADS_PLACE): string {
  const begin = page.indexOf(place.begin);
  const end = page.indexOf(place.end);
  if (begin < 0 || end < begin) {
    throw dataError(
      `the page has no place for results; put '${place.begin}' and '${place.end}' where they are to stand`,
    );
  }
  return `${page.slice(0, begin + place.begin.length)}\n\n${generated}\n\n${page.slice(end)}`;
}
