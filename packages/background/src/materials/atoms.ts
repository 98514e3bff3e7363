import { freeAtomFormFactor } from '@braggsim/core/form-factors';

/** The electrons of the free atoms of gases and water: all, and those of the innermost shell. */
const ATOMS = {
  H: { electrons: 1, inner: 0 },
  // Both electrons of helium are alike, and count as outer ones.
  He: { electrons: 2, inner: 0 },
  N: { electrons: 7, inner: 2 },
  O: { electrons: 8, inner: 2 },
} as const;

export type Element = keyof typeof ATOMS;

/** Bohr radius, Å. */
const BOHR_RADIUS = 0.529177;
/** What an electron of the innermost shell takes off the charge of the nucleus for the other one (Slater 1930). */
const SCREENING = 0.3;

/**
 * Computes the amplitude (electrons) of a free, spherical atom.
 *
 * @param sinThetaOverLambda 1/Å
 */
export function coherentAmplitude(element: Element, sinThetaOverLambda: number): number {
  const { a, b } = freeAtomFormFactor(element);
  const last = a.length - 1;
  // The constant first: the last digits of the tables of materials, and of images with them, depend on the order.
  let sum = a[last] as number;
  for (let i = 0; i < last; i++)
    sum += (a[i] as number) * Math.exp(-(b[i] as number) * sinThetaOverLambda * sinThetaOverLambda);
  return sum;
}

/** Computes the amplitude of one electron of the innermost shell, as in hydrogen (James 1948). */
function innerAmplitude(electrons: number, sinThetaOverLambda: number): number {
  const reduced = (2 * Math.PI * sinThetaOverLambda * BOHR_RADIUS) / (electrons - SCREENING);
  return (1 + reduced * reduced) ** -2;
}

/**
 * Computes the Compton scattering of a free atom, electrons squared: each electron scatters what it does not scatter
 * coherently, Z - sum f_e^2 (Wentzel 1927; Warren 1969, X-ray Diffraction, 1.9). Exchange is neglected, which makes it
 * about a tenth too strong at middle angles.
 *
 * @param sinThetaOverLambda 1/Å
 */
export function incoherentIntensity(element: Element, sinThetaOverLambda: number): number {
  const { electrons, inner } = ATOMS[element];
  const ofInner = inner > 0 ? innerAmplitude(electrons, sinThetaOverLambda) : 0;
  const outer = electrons - inner;
  const ofOuter = (coherentAmplitude(element, sinThetaOverLambda) - inner * ofInner) / outer;
  return electrons - inner * ofInner ** 2 - outer * ofOuter ** 2;
}
