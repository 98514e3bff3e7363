import type { Vec3 } from '@braggsim/core';
import { catalogueEntry } from './catalogue-entry';
import type { PanelRow } from './sections';

const PIXEL_MM = 0.10992;
/** Pixels of one chip along fast and slow. */
const CHIP = [194, 185] as const;
/** Distance of the two chips of a sensor, pixels: one chip and a gap of three. */
const NEXT_CHIP = CHIP[0] + 3;
/** Edge of the square whose middle the direct beam passes, pixels. */
const SIDE = 1760;

type Turn = 0 | 1 | 2 | 3;

/**
 * First corners of the eight sensors of quadrant 0 from the middle of the detector (pixels, x and y) and the quarter
 * turns of their fast axis from +x: whole pixels, the mean of the four quadrants of a refined geometry.
 */
const QUADRANT: readonly (readonly [number, number, Turn])[] = [
  [425, -11, 1],
  [211, -12, 1],
  [846, 391, 2],
  [845, 177, 2],
  [447, 809, 3],
  [656, 811, 3],
  [417, 789, 2],
  [418, 577, 2],
];

/** Turns a vector by quarter turns from x towards y. */
function turned([x, y]: readonly [number, number], turns: number): readonly [number, number] {
  const quarter = ((turns % 4) + 4) % 4;
  return quarter === 0 ? [x, y] : turned([0 - y, x], quarter - 1);
}

function chip(quadrant: number, sensor: number, half: 0 | 1): PanelRow {
  const [x, y, turn] = QUADRANT[sensor] as (typeof QUADRANT)[number];
  const fast = turned([1, 0], turn + quadrant);
  const slow = turned([0, 1], turn + quadrant);
  const corner = turned([x, y], quadrant);
  const along = half * NEXT_CHIP;
  const mm = (i: 0 | 1) => (SIDE / 2 + corner[i] + along * fast[i]) * PIXEL_MM;
  const flat = (v: readonly [number, number]): Vec3 => [v[0], v[1], 0];
  return {
    name: `q${quadrant}a${2 * sensor + half}`,
    pixelsFast: CHIP[0],
    pixelsSlow: CHIP[1],
    pixelMm: PIXEL_MM,
    cornerMm: [mm(0), mm(1), 0],
    fast: flat(fast),
    slow: flat(slow),
  };
}

const quadrants = [0, 1, 2, 3] as const;
const halves = [0, 1] as const;

/** The 64 chips of the CSPAD of LCLS at their nominal places. Data of an experiment need its refined `.geom` file. */
export const cspadPanels = catalogueEntry(
  () => ({
    pixelsFast: SIDE,
    pixelsSlow: SIDE,
    pixelMm: PIXEL_MM,
    panels: quadrants.flatMap((q) => QUADRANT.flatMap((_, sensor) => halves.map((half) => chip(q, sensor, half)))),
  }),
  'Hart et al. (2012), Proc. SPIE 8504, 85040C: chips of 194 x 185 pixels of 109.92 um, three pixels apart; places from the lysozyme geometry of CXIDB, mean of the quadrants, whole pixels',
);
