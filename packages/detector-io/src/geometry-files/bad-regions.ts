import { dataError, decimal, type PixelRectangle } from '@braggsim/core';
import type { PlacedPanel } from './placed-panels';

type Fields = ReadonlyMap<string, string>;

/** Range of a coordinate, both ends included. */
type Range = readonly [least: number, largest: number];

/** A bad region of a `.geom` file: in pixels of the image files, or in the plane of the detector. */
export type BadRegion =
  | { readonly panel: string | undefined; readonly fast: Range; readonly slow: Range }
  /** In pixels along x and y of the lab frame. */
  | { readonly x: Range; readonly y: Range };

/** Rows of pixels times regions that are looked at one by one. */
const MOST_ROWS = 10_000_000;

/** Parts of a pixel that rounding leaves. */
const ALMOST_NONE = 1e-9;

/** @throws BraggsimError (`data`) where a limit is missing */
export function badRegion(name: string, fields: Fields): BadRegion {
  const range = (axis: string): Range => {
    const [least, largest] = [decimal(fields.get(`min_${axis}`) ?? ''), decimal(fields.get(`max_${axis}`) ?? '')];
    if (least !== undefined && largest !== undefined) return [least, largest];
    throw dataError(`${name} of this .geom file needs min_${axis} and max_${axis}, two numbers`);
  };
  const inLab = ['min_x', 'max_x', 'min_y', 'max_y'].some((field) => fields.has(field));
  return inLab
    ? { x: range('x'), y: range('y') }
    : { panel: fields.get('panel'), fast: range('fs'), slow: range('ss') };
}

/** A panel that knows which pixel of the image files is its first, [fast, slow]. */
export interface PanelOfFile extends PlacedPanel {
  readonly firstPixel: readonly [number, number];
}

/**
 * The panels with the parts of bad regions that lie in each as its gaps.
 *
 * @throws BraggsimError (`data`) for more rows than a detector has
 */
export function withGaps(panels: readonly PanelOfFile[], regions: readonly BadRegion[]): PlacedPanel[] {
  const rows = panels.reduce((sum, { pixelsSlow }) => sum + pixelsSlow, 0);
  if (rows * regions.filter((region) => 'x' in region).length > MOST_ROWS) {
    throw dataError(`the panels of this .geom file have ${rows} rows, too many for its bad regions: is it damaged?`);
  }
  return panels.map((panel) => ({ ...panel, gapsPx: regions.flatMap((region) => gapsOf(panel, region)) }));
}

function gapsOf(panel: PanelOfFile, region: BadRegion): PixelRectangle[] {
  if ('x' in region) return rowsWithin(panel, region.x, region.y);
  if ((region.panel ?? panel.name) !== panel.name) return [];
  const [fast0, slow0] = panel.firstPixel;
  const gap: PixelRectangle = [
    Math.max(region.fast[0] - fast0, 0),
    Math.min(region.fast[1] - fast0, panel.pixelsFast - 1),
    Math.max(region.slow[0] - slow0, 0),
    Math.min(region.slow[1] - slow0, panel.pixelsSlow - 1),
  ];
  return gap[0] <= gap[1] && gap[2] <= gap[3] ? [gap] : [];
}

/**
 * Pixels whose first corners lie in a rectangle of x and y, in units of pixels: on a panel that is turned, a few in each
 * row. Equal rows are one gap.
 */
function rowsWithin({ originMm, fast, slow, pixelMm, pixelsFast, pixelsSlow }: PlacedPanel, x: Range, y: Range) {
  const gaps: [number, number, number, number][] = [];
  for (let row = 0; row < pixelsSlow; row++) {
    let [first, last] = [0, pixelsFast - 1];
    for (const [axis, [least, largest]] of [x, y].entries()) {
      const start = (originMm[axis as 0 | 1] as number) / pixelMm + row * (slow[axis as 0 | 1] as number);
      const step = fast[axis as 0 | 1] as number;
      if (Math.abs(step) < ALMOST_NONE) {
        if (start < least || start > largest) last = -1;
        continue;
      }
      const ends = [(least - start) / step, (largest - start) / step];
      first = Math.max(first, Math.ceil(Math.min(...ends) - ALMOST_NONE));
      last = Math.min(last, Math.floor(Math.max(...ends) + ALMOST_NONE));
    }
    if (first > last) continue;
    const above = gaps.at(-1);
    if (above && above[0] === first && above[1] === last && above[3] === row - 1) above[3] = row;
    else gaps.push([first, last, row, row]);
  }
  return gaps;
}
