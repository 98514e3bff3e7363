import { ABSCISSAE, type Abscissa, type ScatteringTable } from '@braggsim/background';
import { ELECTRON_RADIUS_SQUARED, type Term, units } from '@braggsim/core';
import { forEachPixel, type Registry } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';
import { pixelTracer } from '@braggsim/kernel-cpu';
import type { BuiltPlan } from '@braggsim/simulate';

/** An image to invert, and the meaning of its values. */
export interface ImageToInvert {
  readonly pixels: ArrayLike<number>;
  /** Gain in ADU per photon. */
  readonly gain: number;
  /** Offset in ADU. */
  readonly offset: number;
  readonly ignore: readonly number[];
  readonly rejectSigma?: number | undefined;
}

/** Statistics of the pixels that belong to one point of the table. */
export interface BinStatistics {
  readonly stol: number;
  readonly mean: number;
  /** Root mean square deviation from the mean. */
  readonly rmsd: number;
  readonly median: number;
  /** Median absolute deviation from the median. */
  readonly mad: number;
  readonly count: number;
}

/** Number of pixels that a point must exceed to be written. */
const ENOUGH = 100;

const medianOf = (sorted: readonly number[]): number => {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
};

/** Returns statistics of the values of one point, without those too many deviations from the median. */
export function statisticsOf(values: readonly number[], stol: number, rejectSigma = Infinity): BinStatistics {
  let kept = [...values].sort((a, b) => a - b);
  for (;;) {
    const median = medianOf(kept);
    const mad = medianOf(kept.map((x) => Math.abs(x - median)).sort((a, b) => a - b));
    const within = kept.filter((x) => Math.abs(x - median) <= rejectSigma * mad);
    if (within.length === kept.length || within.length === 0) {
      const mean = kept.reduce((sum, x) => sum + x, 0) / kept.length;
      const rmsd = Math.sqrt(kept.reduce((sum, x) => sum + (x - mean) ** 2, 0) / kept.length);
      return { stol, mean, rmsd, median, mad, count: kept.length };
    }
    kept = within;
  }
}

/** Returns the index of the point of a table that is nearest to a position; halves are rounded down. */
function nearestPoint(stol: Float64Array, at: number): number {
  let [low, high] = [0, stol.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((stol[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return at > ((stol[low] as number) + (stol[high] as number)) / 2 ? high : low;
}

/**
 * Converts an image to a table of amplitudes: each pixel gives sign sqrt(|photons| / (P Omega r_e^2 fluence M)) at the
 * scattering angle of its last sample, and contributes to the nearest point of the table.
 *
 * @param perStep factor on the photons; the C program multiplies by the number of steps
 */
export async function invert(
  { plan, derived }: BuiltPlan,
  terms: Registry<Term>,
  image: ImageToInvert,
  table: ScatteringTable,
  { molecules, perStep }: { readonly molecules: number; readonly perStep: number },
): Promise<BinStatistics[]> {
  const trace = await pixelTracer(plan, terms);
  const ignored = new Set(image.ignore);
  const values: number[][] = Array.from(table.sinThetaOverLambda, () => []);
  forEachPixel(derived.detector.region, derived.detector, (fast, slow, pixel) => {
    const recorded = image.pixels[pixel] as number;
    if (ignored.has(recorded)) return;
    const { last, factors } = trace({ fast, slow });
    if (!last) return;
    const { solidAngle = 1, polarization = 1 } = factors;
    const photons = (recorded - image.offset) / image.gain;
    const perMolecule =
      (Math.abs(photons) / polarization / solidAngle / derived.beam.fluence / ELECTRON_RADIUS_SQUARED / molecules) *
      perStep;
    values[nearestPoint(table.sinThetaOverLambda, last.inputs.sinThetaOverLambda)]?.push(
      Math.sign(photons) * Math.sqrt(perMolecule),
    );
  });
  return values.flatMap((of, i) =>
    of.length > 0 ? [statisticsOf(of, table.sinThetaOverLambda[i] as number, image.rejectSigma)] : [],
  );
}

/** Formats the table: abscissa, mean, rmsd, median, MAD and count, for points with enough pixels. */
export function inverseLines(bins: readonly BinStatistics[], abscissa: Abscissa): string[] {
  return bins
    .filter(({ count }) => count > ENOUGH)
    .map(({ stol, mean, rmsd, median, mad, count }) => {
      const place = (stol / units.toAngstrom(1)) * ABSCISSAE[abscissa];
      const [s, ...rest] = [place, mean, rmsd, median, mad].map((x) => formatG(x));
      return `${s} ${rest[0]} ${rest[1]}   ${rest[2]} ${rest[3]}  ${count}`;
    });
}
