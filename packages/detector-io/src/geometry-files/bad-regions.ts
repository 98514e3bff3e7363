import { dataError, type PixelRectangle, type Vec3 } from '@braggsim/core';
import { decimal } from '@braggsim/core/text';
import type { PlacedPanel } from './placed-panels';

type Fields = ReadonlyMap<string, string>;

const AXES = [0, 1] as const;

type Range = readonly [least: number, largest: number];

/** A bad region of a `.geom` file, in pixels of the image files or in the plane of the detector. */
export type BadRegion =
  /** First and last bad pixel; the region belongs to every panel that contains them where none is named. */
  | { readonly name: string; readonly panel: string | undefined; readonly fast: Range; readonly slow: Range }
  /** Limits in pixels along x and y of the lab frame; positions on the limits are not bad. */
  | { readonly name: string; readonly x: Range; readonly y: Range };

/** Largest number of rows of pixels times regions, which are tested one by one. */
const MAX_ROWS = 10_000_000;

/** Reads a bad region. @throws BraggsimError (`data`) where a limit is missing, or limits of both kinds are mixed */
export function badRegion(name: string, fields: Fields): BadRegion {
  const range = (axis: string): Range => {
    const [least, largest] = [decimal(fields.get(`min_${axis}`) ?? ''), decimal(fields.get(`max_${axis}`) ?? '')];
    if (least !== undefined && largest !== undefined) return [least, largest];
    throw dataError(`${name} of this .geom file needs min_${axis} and max_${axis}, two numbers`);
  };
  const has = (...axes: readonly string[]) =>
    axes.some((axis) => fields.has(`min_${axis}`) || fields.has(`max_${axis}`));
  const inLab = has('x', 'y');
  if (inLab && has('fs', 'ss'))
    throw dataError(`${name} of this .geom file mixes x and y with fs and ss: give one of them`);
  if (inLab) return { name, x: range('x'), y: range('y') };
  const whole = (axis: string): Range => {
    const [first, last] = range(axis);
    return [Math.trunc(first), Math.trunc(last)];
  };
  return { name, panel: fields.get('panel'), fast: whole('fs'), slow: whole('ss') };
}

/** A panel as the file describes it. */
export interface PanelOfFile extends PlacedPanel {
  /** Its first pixel in the image files, [fast, slow]. */
  readonly firstPixel: readonly [number, number];
  /** The corner and the steps between pixels in the plane of the detector, in pixels; bad regions refer to these. */
  readonly inPixels: { readonly corner: readonly [number, number]; readonly fast: Vec3; readonly slow: Vec3 };
  /** Whether the whole panel is bad (`no_index`). */
  readonly bad: boolean;
  /** Number of bad rows and columns at its edges (`mask_edge_pixels`). */
  readonly edgePixels: number;
}

/**
 * Returns the panels with the parts of bad regions that lie in each as its gaps.
 *
 * @throws BraggsimError (`data`) for more rows than a detector has
 */
export function withGaps(panels: readonly PanelOfFile[], regions: readonly BadRegion[]): PlacedPanel[] {
  const rows = panels.reduce((sum, { pixelsSlow }) => sum + pixelsSlow, 0);
  if (rows * regions.filter((region) => 'x' in region).length > MAX_ROWS) {
    throw dataError(`the panels of this .geom file have ${rows} rows, too many for its bad regions: is it damaged?`);
  }
  return panels.map(({ firstPixel, inPixels, bad, edgePixels, ...panel }) => {
    const file = { ...panel, firstPixel, inPixels, bad, edgePixels };
    const gapsPx = bad ? [wholePanel(panel)] : [...edges(file), ...regions.flatMap((region) => gapsOf(file, region))];
    return { ...panel, gapsPx };
  });
}

const wholePanel = ({ pixelsFast, pixelsSlow }: PlacedPanel): PixelRectangle => [0, pixelsFast - 1, 0, pixelsSlow - 1];

/** Returns the bad pixels along the edges of a panel: the whole panel where the margin is that wide. */
function edges(panel: PanelOfFile): PixelRectangle[] {
  const { edgePixels: width, pixelsFast, pixelsSlow } = panel;
  if (!(width > 0)) return [];
  if (2 * width >= Math.min(pixelsFast, pixelsSlow)) return [wholePanel(panel)];
  return [
    [0, pixelsFast - 1, 0, width - 1],
    [0, pixelsFast - 1, pixelsSlow - width, pixelsSlow - 1],
    [0, width - 1, width, pixelsSlow - width - 1],
    [pixelsFast - width, pixelsFast - 1, width, pixelsSlow - width - 1],
  ];
}

function gapsOf(panel: PanelOfFile, region: BadRegion): PixelRectangle[] {
  if ('x' in region) return rowsWithin(panel, [region.x, region.y]);
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
 * Returns the pixels whose first corners lie strictly within a rectangle of x and y, in units of pixels, as CrystFEL
 * finds them (`draw_bad_region_xy` of libcrystfel, in the same arithmetic). On a rotated panel each row has its own
 * range; equal ranges of adjacent rows are joined.
 */
function rowsWithin(
  { inPixels, pixelsFast, pixelsSlow }: PanelOfFile,
  ranges: readonly [Range, Range],
): PixelRectangle[] {
  const { corner, fast, slow } = inPixels;
  // Nothing is allocated in a row: a damaged file may have many.
  const isInside = (axis: 0 | 1, column: number, row: number): boolean => {
    const at = column * fast[axis] + row * slow[axis] + corner[axis];
    return at > ranges[axis][0] && at < ranges[axis][1];
  };
  const gaps: [number, number, number, number][] = [];
  // Rows that lie beyond the region whatever the column are left out first.
  let [from, to] = [0, pixelsSlow - 1];
  for (const axis of AXES) {
    if (slow[axis] === 0) continue;
    const reach = (pixelsFast - 1) * fast[axis];
    const [least, largest] = [ranges[axis][0] - Math.max(0, reach), ranges[axis][1] - Math.min(0, reach)];
    const ends = [(least - corner[axis]) / slow[axis], (largest - corner[axis]) / slow[axis]];
    from = Math.max(from, Math.floor(Math.min(...ends)) - 1);
    to = Math.min(to, Math.ceil(Math.max(...ends)) + 1);
  }
  for (let row = from; row <= to; row++) {
    let [first, last] = [0, pixelsFast - 1];
    for (const axis of AXES) {
      const step = fast[axis];
      if (step === 0) {
        if (!isInside(axis, 0, row)) last = -1;
        continue;
      }
      const start = row * slow[axis] + corner[axis];
      const [fromLeast, fromLargest] = [(ranges[axis][0] - start) / step, (ranges[axis][1] - start) / step];
      // Rounding can put a limit next to a pixel, so the pixel itself is tested.
      first = Math.max(first, Math.floor(Math.min(fromLeast, fromLargest)));
      last = Math.min(last, Math.ceil(Math.max(fromLeast, fromLargest)));
      for (let margin = 0; margin < 3 && first <= last && !isInside(axis, first, row); margin++) first++;
      for (let margin = 0; margin < 3 && first <= last && !isInside(axis, last, row); margin++) last--;
    }
    if (first > last) continue;
    const above = gaps.at(-1);
    if (above && above[0] === first && above[1] === last && above[3] === row - 1) above[3] = row;
    else gaps.push([first, last, row, row]);
  }
  return gaps;
}
