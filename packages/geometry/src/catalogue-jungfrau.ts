import { type CatalogueEntry, catalogueEntry } from './catalogue-entry';
import type { PanelRow } from './sections';

const PIXEL_MM = 0.075;
/** Modules stand upright here: their long edge runs along slow. */
const MODULE = { long: 1030, short: 514 };
const PITCH = { long: MODULE.long + 8, short: MODULE.short + 36 };
/** The halves are shifted against each other by so many pixels, which leaves a square hole for the beam. */
const SHIFT = 68;

/** Columns of modules in each of the four rows, counted from the middle: the outer rows lack their ends. */
const ROWS: readonly { readonly first: number; readonly last: number }[] = [
  { first: -3, last: 3 },
  { first: -4, last: 4 },
  { first: -4, last: 4 },
  { first: -3, last: 3 },
];

/**
 * Returns the corner (pixels along fast and slow) of the module of a row and column, before the whole is moved to positive values.
 * The upper two rows are shifted along fast, the columns from the middle on along slow.
 */
function corner(row: number, column: number): readonly [number, number] {
  const [upper, right] = [row < 2, column >= 0];
  return [column * PITCH.short + (upper ? SHIFT : 0), row * PITCH.long + (right ? SHIFT : 0)];
}

function section(): CatalogueEntry['section'] {
  const modules = ROWS.flatMap(({ first, last }, row) =>
    Array.from({ length: last - first + 1 }, (_, i) => corner(row, first + i)),
  );
  const [leftmost, topmost] = [Math.min(...modules.map(([f]) => f)), Math.min(...modules.map(([, s]) => s))];
  const panels = modules.map(
    ([f, s], i): PanelRow => ({
      name: `m${i}`,
      pixelsFast: MODULE.long,
      pixelsSlow: MODULE.short,
      pixelMm: PIXEL_MM,
      // The long edge of a module is its fast axis, which runs along slow of the detector plane.
      cornerMm: [(f - leftmost) * PIXEL_MM, (s - topmost) * PIXEL_MM, 0],
      fast: [0, 1, 0],
      slow: [1, 0, 0],
    }),
  );
  return {
    pixelsFast: Math.max(...modules.map(([f]) => f)) - leftmost + MODULE.short,
    pixelsSlow: Math.max(...modules.map(([, s]) => s)) - topmost + MODULE.long,
    pixelMm: PIXEL_MM,
    panels,
  };
}

/**
 * The 32 modules of the Jungfrau 16M of SwissFEL at their nominal places. Data of an experiment need its refined
 * `.geom` file.
 */
export const jungfrau16M = catalogueEntry(
  section,
  'Leonarski et al. (2018), Nat. Methods 15, 799: modules of 1030 x 514 pixels of 75 um, gaps of 8 and 36; places from a refined CrystFEL geometry of the 16M, within 4 pixels',
);
