import { agreement } from '@braggsim/analysis';
import { floatImage, type LoadedCase } from '@braggsim/testkit';
import type { CaseResult } from './check-case';

/** Largest error of an image in float32, relative to its maximum, unless the bound for its crystal is larger. */
const OF_MAXIMUM = 2e-6;
const PER_CELL = 2e-7;
/** Relative errors are compared for pixels above this fraction of the maximum. */
const FLOOR = 1e-4;
/** Largest relative errors of small and large crystals, which have steeper spots, and the number of cells from which a crystal is large. */
const RELATIVE = { small: 1e-4, large: 3e-4, from: 50 };
const SUM = 1e-5;
/** Fraction of the samples that may be on the other side of the edge of a shape. */
const FLIPS = 1e-5;
/** Edge of the tile of the bound, pixels. */
const TILE = 8;

/** Computes the error bound 2e-7 N (1 + |A| R): N cells, A the longest cell edge over the wavelength, R half a diagonal of a tile over the distance. */
function bound({ derived }: LoadedCase): number {
  const { N, unit_cell, wavelength_m, pixel_m, close_distance_m } = derived;
  const longest = (Math.max(...unit_cell.slice(0, 3)) * 1e-10) / wavelength_m;
  const radius = ((TILE / 2) * Math.SQRT2 * pixel_m) / close_distance_m;
  return PER_CELL * Math.max(...N) * (1 + longest * radius);
}

/** Compares an image of the GPU kernel with that of the C program. */
export function checkOnGpu(c: LoadedCase, image: Float32Array): CaseResult {
  const reference = floatImage(c);
  const { max } = c.stats;
  const ofMaximum = Math.max(OF_MAXIMUM, bound(c));
  const allowed = Math.max(...c.derived.N) > RELATIVE.from ? RELATIVE.large : RELATIVE.small;
  const isWrong = (i: number) => {
    const [actual, expected] = [image[i] as number, reference[i] as number];
    const difference = Math.abs(actual - expected);
    return !(difference <= ofMaximum * max && (expected <= FLOOR * max || difference <= allowed * expected));
  };
  const wrong = [...image.keys()].filter(isWrong);
  const mayFlip = c.derived.shape === 'tophat' ? Math.max(1, Math.floor(FLIPS * image.length * c.derived.steps)) : 0;
  const float = agreement(image, reference, { maximum: max, floor: FLOOR });
  const figures = `${float.largestOfMaximum.toExponential(1)} of the maximum, relative ${float.largestRelative.toExponential(1)}`;
  const problems = [
    wrong.length > mayFlip ? `${wrong.length} of ${image.length} pixels are off (${figures})` : '',
    mayFlip > 0 || Math.abs(float.sumRatio - 1) <= SUM ? '' : `sum ratio ${float.sumRatio}`,
  ];
  return { float, problems: problems.filter(Boolean) };
}

/** Finds the reason why the kernel refused a case in the messages of the command. */
export const refusalOf = (stderr: string): string | undefined => /kernel 'gpu' cannot run this: .*/.exec(stderr)?.[0];
