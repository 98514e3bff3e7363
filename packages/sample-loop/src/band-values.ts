import { BAND_SEGMENTS, type BandPlan, bandChunks } from '@braggsim/core/band';
import type { FixedPlan, PlanDerivative } from '@braggsim/core/kernel';

/** Smallest coefficient of t^2, times the square of the largest t: a spot with a smaller one is flat over all of the band. */
const FLAT = 1e-20;

/** Returns the number of segments that one row of the loop over nodes integrates. */
export const segmentsPerRow = ({ knots, parts }: BandPlan): number =>
  parts ? Math.max(...parts) : Math.min(BAND_SEGMENTS, knots.length - 1);

/** Returns the first knot of row `i`, and the last one that it may take. */
function knotsOfRow(band: BandPlan, i: number): readonly [from: number, last: number] {
  const chunk = i % bandChunks(band);
  const { parts, knots } = band;
  if (!parts) return [chunk * segmentsPerRow(band), knots.length - 1];
  const from = parts.slice(0, chunk).reduce((sum, count) => sum + count, 0);
  return [from, from + (parts[chunk] as number)];
}

/** Returns the numbers of a structure term by energy, by the names of their inputs. */
function channelNumbers({ channelValues }: BandPlan): Record<string, number> {
  if (!channelValues) return {};
  const { t, values } = channelValues;
  const each = values.length / t.length;
  const numbers: Record<string, number> = {};
  for (let j = 0; j < each; j++) numbers[`band.value.${j}`] = values[j] as number;
  for (let p = 0; p + 1 < t.length; p++) {
    const width = (t[p + 1] as number) - (t[p] as number);
    numbers[`band.energy.${p}`] = t[p] as number;
    numbers[`band.energyWidth.${p}`] = width;
    for (let j = 0; j < each; j++) {
      const rise = (values[(p + 1) * each + j] as number) - (values[p * each + j] as number);
      numbers[`band.valueSlope.${p}.${j}`] = rise / width;
    }
  }
  return numbers;
}

/** Returns the values of a band that all nodes share, by the names of their inputs. */
export function bandValues({ band, dMin }: Pick<FixedPlan, 'band' | 'dMin'>): Record<string, number> {
  if (!band) return {};
  const { knots, metric, nodes } = band;
  const start = knots[0] as number;
  return {
    'band.start': start,
    'band.end': knots.at(-1) as number,
    // Planes to count beside those of the longest line: one, and those that spots reach.
    'band.planes': 1 - Math.min(0, nodes[0] as number),
    'band.flat': FLAT / (knots.at(-1) as number) ** 2,
    ...Object.fromEntries(metric.map((x, i) => [`band.metric.${i}`, x * dMin ** 2])),
    ...channelNumbers(band),
  };
}

/** Returns row `i` of the loop over nodes: a node, and the knots and segments that the row integrates. Segments behind the last one are empty. */
export function bandRow({ band }: Pick<FixedPlan, 'band'>, i: number): Record<string, number> {
  if (!band) return {};
  const { knots, density, nodes } = band;
  const chunks = bandChunks(band);
  const [node, count] = [Math.floor(i / chunks), segmentsPerRow(band)];
  const isPresent = node < nodes.length / 3;
  const values: Record<string, number> = {};
  for (const [j, name] of ['plane', 'first', 'second'].entries()) {
    values[`band.${name}`] = isPresent ? (nodes[3 * node + j] as number) : 0;
  }
  const [from, last] = knotsOfRow(band, i);
  const at = (k: number) => [knots[Math.min(k, last)], density[Math.min(k, last)]] as [number, number];
  for (let k = 0; k <= count; k++) {
    const [t, s] = at(from + k);
    const [next, after] = at(from + k + 1);
    values[`band.t${k}`] = t;
    values[`band.s${k}`] = isPresent ? s : 0;
    if (k < count) {
      values[`band.width${k}`] = next - t;
      values[`band.slope${k}`] = isPresent && next > t ? (after - s) / (next - t) : 0;
    }
  }
  return values;
}

/** Returns the derivatives of the values of row `i` of the loop over nodes, by the names of their inputs. */
export function bandRowSlopes(
  fixed: Pick<FixedPlan, 'band'>,
  { band: by }: Pick<PlanDerivative, 'band'>,
  i: number,
): Record<string, number> {
  const { band } = fixed;
  if (!band || !by) return {};
  const count = segmentsPerRow(band);
  const [from, last] = knotsOfRow(band, i);
  const at = (values: Float64Array, k: number) => values[Math.min(from + k, last)] as number;
  const here = bandRow({ band }, i);
  const slopes: Record<string, number> = {};
  for (let k = 0; k <= count; k++) {
    slopes[`band.t${k}`] = at(by.knots, k);
    slopes[`band.s${k}`] = at(by.density, k);
    if (k === count) continue;
    const width = here[`band.width${k}`] as number;
    const widening = at(by.knots, k + 1) - at(by.knots, k);
    const rise = at(by.density, k + 1) - at(by.density, k);
    slopes[`band.width${k}`] = widening;
    slopes[`band.slope${k}`] = width > 0 ? (rise - (here[`band.slope${k}`] as number) * widening) / width : 0;
  }
  return slopes;
}
