import { dataError } from '@braggsim/core';
import type { Spot } from './find-spots';
import { columnRows, type ReflectionTable } from './reflection-table';

/**
 * Returns the indexed rows of a table of reflections as spots: the pixel of the observed centroid, the panel and the Miller indices.
 *
 * @param experiment number of the experiment whose rows are taken; those of all experiments when absent
 * @throws BraggsimError (`data`) when a column that is needed is missing
 */
export function indexedSpots(table: ReflectionTable, experiment?: number): Spot[] {
  const needed = (name: string): Float64Array[] => {
    const rows = columnRows(table, name);
    if (rows) return rows;
    throw dataError(
      `this reflection table has no column '${name}'; expected indexed spots with miller_index, panel, id and xyzobs.px.value: index the image first`,
    );
  };
  const [hkl, panel, id, place] = ['miller_index', 'panel', 'id', 'xyzobs.px.value'].map(needed) as [
    Float64Array[],
    Float64Array[],
    Float64Array[],
    Float64Array[],
  ];
  return hkl.flatMap((indices, row): Spot[] => {
    const owner = id[row]?.[0] ?? -1;
    if (owner < 0 || indices.every((index) => index === 0)) return [];
    if (experiment !== undefined && owner !== experiment) return [];
    const [fast = 0, slow = 0] = place[row] ?? [];
    return [
      {
        panel: panel[row]?.[0] ?? 0,
        centre: [Math.floor(fast), Math.floor(slow)],
        hkl: [indices[0] as number, indices[1] as number, indices[2] as number],
        row,
      },
    ];
  });
}

/**
 * Reads a list of spots from text: `fast slow [panel]` a line, the whole pixel of the centre; `#` begins a comment.
 *
 * @throws BraggsimError (`data`) for a line that holds anything else
 */
export function parseSpots(text: string): Spot[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, i): Spot[] => {
    const words = line
      .replace(/#.*/, '')
      .trim()
      .split(/[\s,]+/)
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    const [fast, slow, panel = 0] = words.map(Number);
    const whole =
      words.length <= 3 && [fast, slow, panel].every((value) => Number.isInteger(value) && (value as number) >= 0);
    if (!whole) {
      throw dataError(
        `line ${i + 1} of the list of spots should be 'fast slow [panel]' in whole pixels, found '${line.trim().slice(0, 60)}'`,
      );
    }
    return [{ panel, centre: [fast as number, slow as number] }];
  });
}
