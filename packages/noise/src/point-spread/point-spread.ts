import { parameters, readout } from '@braggsim/core';
import { stageValues } from '../stage-values';
import { convolveDirectly } from './direct';
import { errorFunction } from './error-function';
import { convolveByFourier } from './fourier';
import { type ProfileName, profileOf, quadrant } from './profile';
import { convolveSeparably } from './separable';

/** A kernel of this radius takes about as long by its definition as by Fourier transforms. */
const DIRECT_TO_RADIUS = 5;
/** Part of a Gaussian that may lie beyond the separable kernel. */
const NEGLIGIBLE = 1e-14;

const params = parameters({
  profile: {
    type: 'choice',
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
    open: true,
    doc: 'edge of a square pixel; commands take that of the detector when absent',
  },
  radius: {
    type: 'integer',
    unit: 'px',
    default: 0,
    min: 0,
    doc: 'how far light is followed; what lies beyond is spread evenly over the image. 0: over the whole image',
  },
});

/** Fractions of a Gaussian line spread on pixels 0, 1, 2, … from its own. */
function gaussianWeights(fwhm: number, longest: number): Float64Array {
  const radius = Math.min(longest, 1 + Math.ceil(fwhm * Math.sqrt(-Math.log(NEGLIGIBLE) / Math.log(16))));
  const edge = (x: number) => errorFunction((2 * Math.sqrt(Math.log(2)) * x) / fwhm);
  return Float64Array.from({ length: radius + 1 }, (_, d) => (edge(d + 0.5) - edge(d - 0.5)) / 2);
}

/**
 * Spreads the light of an image. Light that falls outside is lost, and none comes from outside.
 *
 * @param shape [slow, fast]
 * @param spread profile, full width at half maximum (`fwhm`, pixels) and radius (pixels, 0 for the whole image) of the spread
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
  const convolve = reach <= DIRECT_TO_RADIUS ? convolveDirectly : convolveByFourier;
  const out = convolve(values, shape, quadrant(profile, reach, radius), reach);
  if (asked === 0) return out;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  const share = (total * profile.beyond(radius)) / values.length;
  return out.map((value) => value + share);
}

/** The point-spread function of a detector that turns photons into light, on the light that arrives. */
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
    // Light without end stays where it is: spread, it would leave no other pixel a number.
    const endless: number[] = [];
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== Number.POSITIVE_INFINITY) continue;
      endless.push(i);
      values[i] = 0;
    }
    values.set(spreadLight(values, shape, { profile: profile as ProfileName, fwhm: fwhmUm / pixelUm, radius }));
    for (const i of endless) values[i] = Number.POSITIVE_INFINITY;
  },
});
