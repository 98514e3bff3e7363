import { formatG } from '@braggsim/core/text';
import { ionLabel, type Model } from './model';
import type { FcalcOptions, StructureFactors } from './structure-factors';
import { type FcalcMtzOptions, fcalcMtz, fcalcText } from './write';

/** What structure factors scatter, which determines their unit: electrons for X-rays, Å for electrons. */
type Scattered = Pick<FcalcOptions, 'particle'>;

/** Digits behind the point of amplitudes in Å, which are smaller than those in electrons. */
const DIGITS_OF_ELECTRONS = 5;

/** Encodes structure factors by the extension of a name: the whole sphere as text for `.hkl`, otherwise an MTZ file. */
export const encodeFactors = (
  name: string,
  factors: StructureFactors,
  { particle, ...content }: FcalcMtzOptions & Scattered,
): Uint8Array =>
  /\.hkl$/i.test(name)
    ? new TextEncoder().encode(fcalcText(factors, particle === 'electron' ? DIGITS_OF_ELECTRONS : undefined))
    : fcalcMtz(factors, content);

/**
 * Formats what structure factors are of, and how they were calculated, as a table, a fact each line.
 *
 * @param how the model, how long the calculation took, s, what is scattered, and whether charges of the model selected form factors of ions
 */
export function factorLines(
  { spaceGroup, cell, h, method, solventFraction, plusRe, plusIm }: StructureFactors,
  {
    model,
    ions,
    seconds,
    particle,
  }: { readonly model: Model; readonly seconds: number } & Pick<FcalcOptions, 'ions' | 'particle'>,
): string[] {
  const unit = particle === 'electron' ? 'Å' : 'electrons';
  const charged = ions ? [...new Set(model.atoms.filter(({ charge }) => charge !== 0).map(ionLabel))] : [];
  const rows = [
    ['space group', `${spaceGroup.name} (${spaceGroup.number})`],
    ['cell', cell.map((x) => formatG(x)).join(' ')],
    ['reflections', `${h.length - 1} unique, and 0 0 0`],
    ['F(0 0 0)', `${formatG(Math.hypot(plusRe[0] as number, plusIm[0] as number))} ${unit}`],
    ...(charged.length > 0 ? [['form factors', `of the ions ${charged.join(', ')}, by the charges of the model`]] : []),
    ['solvent', solventFraction > 0 ? `${formatG(100 * solventFraction)} % of the cell` : 'none'],
    ['method', `${method === 'fft' ? 'density and transform' : 'direct sum'}, ${seconds.toFixed(2)} s`],
  ];
  return rows.map(([label = '', value]) => `${label.padEnd(12)} ${value}`);
}
