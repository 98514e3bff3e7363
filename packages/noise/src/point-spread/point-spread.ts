import { parameters, readout } from '@braggsim/core';
import { errorFunction } from '@braggsim/core/random';
import { stageValues } from '../stage-values';
import { convolveDirectly } from './direct';
import { convolveByFourier } from './fourier';
import { type ProfileName, profileOf, quadrant } from './profile';
import { convolveSeparably } from './separable';

/** Largest radius of kernels that are summed directly; beyond it Fourier transforms are faster. */
const MAX_DIRECT_RADIUS = 5;
/** Fraction of a Gaussian that may lie beyond the separable kernel. */
const NEGLIGIBLE = 1e-14;

const params = parameters({
  profile: {
    type: 'enum',
    options: ['gauss', 'fiber'],
    default: 'gauss',
    doc: 'a Gaussian, or the long-tailed spread of a fibre-optic taper',
  },
  fwhmUm: { type: 'number', unit: 'µm', default: 46, min: 0, doc: 'full width at half maximum' },
  pixelUm: {
    type: 'number',
    unit: 'µm',
    default: 100,
    min: 0,
    exclusiveMin: true,
    doc: 'edge of a square pixel; commands use that of the detector when absent',
  },
  radius: {
    type: 'integer',
    unit: 'px',
    default: 0,
    min: 0,
    doc: 'radius to which light is followed; light beyond it is spread evenly. 0 follows it over the whole image',
  },
});

/** Fractions of a Gaussian line spread on the pixels 0, 1, 2, … away. */
function gaussianWeights(fwhm: number, longest: number): Float64Array {
  const radius = Math.min(longest, 1 + Math.ceil(fwhm * Math.sqrt(-Math.log(NEGLIGIBLE) / Math.log(16))));
  const edge = (x: number) => errorFunction((2 * Math.sqrt(Math.log(2)) * x) / fwhm);
  return Float64Array.from({ length: radius + 1 }, (_, d) => (edge(d + 0.5) - edge(d - 0.5)) / 2);
}

/**
 * Spreads the light of an image by a point-spread function. Light that falls outside the image is lost.
 *
 * @param shape [slow, fast]
 * @param spread profile, full width at half maximum (`fwhm`, pixels) and radius (pixels, 0 for the whole image) of the spread
 * @returns spread values [slow, fast]
 */
export function spreadLight(
  values: Float32Array | Float64Array,
  shape: readonly [number, number],
  { profile: name, fwhm, radius: asked }: { profile: ProfileName; fwhm: number; radius: number },
): Float64Array {
  const longest = Math.max(...shape);
  if (name === 'gauss' && asked === 0) return convolveSeparably(values, shape, gaussianWeights(fwhm, longest));
  const profile = profileOf(name, fwhm);
  const radius = asked === 0 ? Number.POSITIVE_INFINITY : Math.min(asked, longest);
  const reach = Math.min(radius, longest - 1);
  const convolve = reach <= MAX_DIRECT_RADIUS ? convolveDirectly : convolveByFourier;
  const out = convolve(values, shape, quadrant(profile, reach, radius), reach);
  if (asked === 0) return out;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  const share = (total * profile.beyond(radius)) / values.length;
  return out.map((value) => value + share);
}

/** Readout stage that spreads the light of a detector that converts photons to light, such as a phosphor with a taper. */
export const pointSpread = readout({
  id: 'pointSpread',
  version: 1,
  about: {
    equation: 'v <- K * v, K the integral of the profile over a pixel; fiber: g/(2 pi) (g^2 + r^2)^(-3/2)',
    citation: 'Holton, Nielsen & Frankel (2012), J. Synchrotron Rad. 19, 1006',
  },
  params,
  apply(values, given, { shape }) {
    const { profile, fwhmUm, pixelUm, radius } = stageValues(params, given);
    if (fwhmUm === 0) return;
    // Infinite pixels stay where they are: spread, they would turn all others into NaN or infinity.
    const infinite: number[] = [];
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== Number.POSITIVE_INFINITY) continue;
      infinite.push(i);
      values[i] = 0;
    }
    values.set(spreadLight(values, shape, { profile: profile as ProfileName, fwhm: fwhmUm / pixelUm, radius }));
    for (const i of infinite) values[i] = Number.POSITIVE_INFINITY;
  },
});
