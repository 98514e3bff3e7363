import { agreement } from '@braggsim/analysis';
import { floatImage, type LoadedCase } from '@braggsim/testkit';
import type { CaseResult } from './check-case';

/** What an image in float32 is held to: the larger of this part of its maximum and the bound for its crystal. */
const OF_MAXIMUM = 2e-6;
const PER_CELL = 2e-7;
/** Relative error of pixels above this part of the maximum; larger crystals have steeper spots. */
const FLOOR = 1e-4;
const RELATIVE = { small: 1e-4, large: 3e-4, from: 50 };
const SUM = 1e-5;
/** Part of the samples that may fall on the other side of a shape's edge. */
const FLIPS = 1e-5;
/** Edge of the tile in the statement of the bound, whose half diagonal is R. The tile of the kernel itself loses less. */
const TILE = 8;

/** 2e-7 N (1 + |A| R): N cells, A the longest cell edge over the wavelength, R half a tile seen from the crystal. */
function bound({ derived }: LoadedCase): number {
  const { N, unit_cell, wavelength_m, pixel_m, close_distance_m } = derived;
  const longest = (Math.max(...unit_cell.slice(0, 3)) * 1e-10) / wavelength_m;
  const radius = ((TILE / 2) * Math.SQRT2 * pixel_m) / close_distance_m;
  return PER_CELL * Math.max(...N) * (1 + longest * radius);
}

/** Compares an image that the GPU kernel made with that of the C program. */
export function checkOnGpu(c: LoadedCase, image: Float32Array): CaseResult {
  const reference = floatImage(c);
  const { max } = c.stats;
  const ofMaximum = Math.max(OF_MAXIMUM, bound(c));
  const allowed = Math.max(...c.derived.N) > RELATIVE.from ? RELATIVE.large : RELATIVE.small;
  const isWrong = (i: number) => {
    const [found, expected] = [image[i] as number, reference[i] as number];
    const difference = Math.abs(found - expected);
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

/** Why the kernel refused a case, from what the command said. */
export const refusalOf = (stderr: string): string | undefined => /kernel 'gpu' cannot run this: .*/.exec(stderr)?.[0];
