import type { Calculator, Triple } from '@braggsim/formula';
import type { Node } from '@braggsim/formula/graph';

/**
 * Outputs of kernels besides photons: the photons of Bragg scattering, and those times the photon energy (eV), h, k and l of what they
 * scattered from. Their quotients are means over a pixel.
 */
export const BRAGG_OUTPUTS = ['bragg', 'braggEnergy', 'braggH', 'braggK', 'braggL'] as const;
/** Name of an output of Bragg scattering. */
export type BraggOutput = (typeof BRAGG_OUTPUTS)[number];

/** Tells whether an output is one of Bragg scattering. */
export const isBraggOutput = (output: string): output is BraggOutput =>
  (BRAGG_OUTPUTS as readonly string[]).includes(output);

/** Photon energy times wavelength, eV m. */
const ENERGY_TIMES_WAVELENGTH = 12398.42e-10;

/** Returns what Bragg scattering is multiplied by for an output. */
export function braggValue(
  m: Calculator<Node>,
  output: BraggOutput,
  { inverseWavelength, hkl }: { readonly inverseWavelength: Node; readonly hkl: Triple<Node> },
): Node {
  const i = BRAGG_OUTPUTS.indexOf(output);
  if (i === 0) return m.value(1);
  return i === 1 ? m.product(ENERGY_TIMES_WAVELENGTH, inverseWavelength) : (hkl[i - 2] as Node);
}
