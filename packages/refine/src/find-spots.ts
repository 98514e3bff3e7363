import type { FitBox } from './fit-pixels';
import { type Calibration, readoutVariance } from './likelihood';
import { medianInPlace } from './median';
import { type MeasuredPanel, type Measurement, untrustedOf } from './select-pixels';

/** Half edge of the square whose median is the local background, px. */
const HALF_WINDOW = 15;
/** Distance between the places at which the local background is worked out, px. */
const STRIDE = 8;
/** Standard deviations above the local background. */
const THRESHOLD = 5;
const MIN_PIXELS = 3;
const MAX_SPOTS = 200;

export type Spot = Pick<FitBox, 'centre' | 'panel' | 'hkl' | 'row'>;

interface FoundSpot extends Spot {
  readonly photons: number;
}

/**
 * Finds the strong spots of an image: pixels five standard deviations above the median of the 31 x 31 pixels around them, connected by edges or
 * corners, at least three of them, none beside an untrusted pixel; the 200 strongest, the strongest first.
 */
export function findSpots(measurement: Measurement): Spot[] {
  const { panels, calibration } = measurement;
  const untrusted = untrustedOf(measurement);
  const backgrounds = localBackgrounds(measurement);
  return panels
    .flatMap((panel, p) =>
      spotsOfPanel(panel, p, untrusted[p] as Uint8Array, backgrounds[p] as LocalBackground, calibration),
    )
    .sort((one, other) => other.photons - one.photons)
    .slice(0, MAX_SPOTS)
    .map(({ centre, panel }) => ({ centre, panel }));
}

const known = new WeakMap<Measurement, readonly LocalBackground[]>();

/** Returns the local background of each panel of an image. */
export function localBackgrounds(measurement: Measurement): readonly LocalBackground[] {
  const before = known.get(measurement);
  if (before) return before;
  const untrusted = untrustedOf(measurement);
  const found = measurement.panels.map((panel, p) =>
    localBackground(panel, untrusted[p] as Uint8Array, measurement.calibration),
  );
  known.set(measurement, found);
  return found;
}

/** Photons of the local background at the nodes of a grid, [slow, fast]. */
export interface LocalBackground {
  readonly at: (fast: number, slow: number) => number;
}

/** Returns the median of the pixels around each node of a grid, taken for the pixels nearest to it. */
function localBackground(panel: MeasuredPanel, untrusted: Uint8Array, { offset, gain }: Calibration): LocalBackground {
  const { pixelsFast, pixelsSlow, values } = panel;
  const [columns, rows] = [Math.ceil(pixelsFast / STRIDE), Math.ceil(pixelsSlow / STRIDE)];
  const medians = new Float64Array(columns * rows);
  const window = new Float64Array((2 * HALF_WINDOW + 1) ** 2);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [fast, slow] = [column * STRIDE + STRIDE / 2, row * STRIDE + STRIDE / 2];
      let count = 0;
      for (let s = Math.max(0, slow - HALF_WINDOW); s <= Math.min(pixelsSlow - 1, slow + HALF_WINDOW); s++) {
        for (let f = Math.max(0, fast - HALF_WINDOW); f <= Math.min(pixelsFast - 1, fast + HALF_WINDOW); f++) {
          const at = s * pixelsFast + f;
          if (untrusted[at] === 0) window[count++] = values[at] as number;
        }
      }
      medians[row * columns + column] = (medianInPlace(window.subarray(0, count)) - offset) / gain;
    }
  }
  return {
    at: (fast, slow) =>
      medians[
        Math.min(rows - 1, Math.floor(slow / STRIDE)) * columns + Math.min(columns - 1, Math.floor(fast / STRIDE))
      ] as number,
  };
}

function spotsOfPanel(
  panel: MeasuredPanel,
  index: number,
  untrusted: Uint8Array,
  background: LocalBackground,
  calibration: Calibration,
): FoundSpot[] {
  const { pixelsFast, pixelsSlow, values } = panel;
  const variance = readoutVariance(calibration);
  const above = new Float64Array(pixelsFast * pixelsSlow);
  for (let slow = 0; slow < pixelsSlow; slow++) {
    for (let fast = 0; fast < pixelsFast; fast++) {
      const at = slow * pixelsFast + fast;
      if (untrusted[at]) continue;
      const level = background.at(fast, slow);
      const excess = ((values[at] as number) - calibration.offset) / calibration.gain - level;
      if (excess > THRESHOLD * Math.sqrt(Math.max(1, level) + variance)) above[at] = excess;
    }
  }
  return connected(above, untrusted, panel).map(({ fast, slow, photons }) => ({
    panel: index,
    centre: [Math.floor(fast), Math.floor(slow)],
    photons,
  }));
}

interface Region {
  /** Centroid from the corner of the panel, px. */
  readonly fast: number;
  readonly slow: number;
  readonly photons: number;
}

/** Regions of connected pixels; each pixel that was visited is cleared. */
function connected(above: Float64Array, untrusted: Uint8Array, { pixelsFast, pixelsSlow }: MeasuredPanel): Region[] {
  const regions: Region[] = [];
  for (let start = 0; start < above.length; start++) {
    if (above[start] === 0) continue;
    const stack = [start];
    let [photons, fast, slow, pixels, touches] = [0, 0, 0, 0, false];
    while (stack.length > 0) {
      const at = stack.pop() as number;
      const value = above[at] as number;
      if (value === 0) continue;
      above[at] = 0;
      const [f, s] = [at % pixelsFast, Math.floor(at / pixelsFast)];
      photons += value;
      fast += value * (f + 0.5);
      slow += value * (s + 0.5);
      pixels++;
      for (let ds = -1; ds <= 1; ds++) {
        for (let df = -1; df <= 1; df++) {
          const [nf, ns] = [f + df, s + ds];
          if (nf < 0 || ns < 0 || nf >= pixelsFast || ns >= pixelsSlow) continue;
          const neighbour = ns * pixelsFast + nf;
          if (untrusted[neighbour]) touches = true;
          if (above[neighbour] !== 0) stack.push(neighbour);
        }
      }
    }
    if (pixels >= MIN_PIXELS && !touches) regions.push({ fast: fast / photons, slow: slow / photons, photons });
  }
  return regions;
}
