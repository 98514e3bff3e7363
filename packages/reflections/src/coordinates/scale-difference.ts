import type { Warning } from '@braggsim/core';
import type { Model } from './model';
import { amplitudes, type FcalcOptions, structureFactors } from './structure-factors';

/** Models with more atoms are not calculated twice. */
const MAX_ATOMS = 20_000;

/**
 * Compares the positions of atoms by the cell of CRYST1, which has more digits, with those by the matrix of SCALE,
 * which gemmi and cctbx use: the largest difference, and R = sum |F - F'| / sum F of the atoms alone.
 *
 * @returns a sentence for users; undefined where the two agree to the digits of SCALE
 */
export function scaleDifference(model: Model, name: string, options: FcalcOptions): Warning | undefined {
  const { byScale, atoms } = model;
  if (!byScale) return undefined;
  const differ = `${name}: its matrix of SCALE differs from the cell of CRYST1 by up to ${byScale.largest.toExponential(1)}; CRYST1 is used, which has more digits, where gemmi and cctbx use SCALE`;
  if (atoms.length > MAX_ATOMS) return { id: 'scale-differs', message: differ };
  const of = (own: Model) => amplitudes(structureFactors(own, { ...options, solvent: false })).plus;
  const [ours, theirs] = [of(model), of({ ...model, atoms: byScale.atoms })];
  let [difference, sum] = [0, 0];
  // The reflection 0 0 0 comes first and is the same in both.
  for (let i = 1; i < ours.length; i++) {
    difference += Math.abs((ours[i] as number) - (theirs[i] as number));
    sum += ours[i] as number;
  }
  const R = sum > 0 ? difference / sum : 0;
  return { id: 'scale-differs', message: `${differ}: R = ${R.toExponential(1)} between the two to ${options.dMinA} A` };
}
