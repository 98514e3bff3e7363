import { dataError, units, usageError } from '@braggsim/core';
import { decimal, formatG, linesOf } from '@braggsim/core/text';

/** f' and f'' of a kind of atom by energy or wavelength, linear between knots. */
export interface DispersionCurve {
  /** Name of the file, or of the table. */
  readonly name: string;
  readonly by: 'energyEv' | 'wavelengthA';
  /** Photon energies in ascending order, eV. */
  readonly at: readonly number[];
  /** f' and f'' in electrons. */
  readonly f1: readonly number[];
  readonly f2: readonly number[];
  /** Energies of absorption edges, eV, near which f' and f'' depend on the chemical state; of the built-in table alone. */
  readonly edgesEv?: readonly number[];
}

const COLUMNS = ['energyEv', 'f1', 'f2'];
const COMMENT = /#.*$/;

/**
 * Reads f' and f'' of a file: a heading `energyEv,f1,f2` and two lines of numbers or more.
 *
 * @throws BraggsimError (`data`) naming the line
 */
export function parseDispersion(text: string, name: string): DispersionCurve {
  const rows: (readonly [number, number, number])[] = [];
  let isHeaded = false;
  for (const [index, line] of linesOf(text).entries()) {
    const words = line.replace(COMMENT, '').match(/[^\s,]+/g);
    if (!words) continue;
    const fault = (problem: string) => dataError(`${name}, line ${index + 1}: ${problem}`);
    if (!isHeaded) {
      if (words.join() !== COLUMNS.join()) {
        throw fault(`expected a heading energyEv,f1,f2, found '${line.trim().slice(0, 60)}'`);
      }
      isHeaded = true;
      continue;
    }
    if (words.length !== 3) throw fault(`expected 3 numbers (${COLUMNS.join(', ')}), found ${words.length}`);
    const values = words.map((word, i) => {
      const value = decimal(word);
      if (value !== undefined && Number.isFinite(value)) return value;
      throw fault(`expected a number for ${COLUMNS[i]}, found '${word.slice(0, 40)}'`);
    }) as [number, number, number];
    if (!(values[0] > 0)) throw fault(`expected energyEv above 0, found ${values[0]}`);
    rows.push(values);
  }
  if (rows.length < 2) throw dataError(`${name}: expected two lines of energyEv,f1,f2 or more, found ${rows.length}`);
  rows.sort(([a], [b]) => a - b);
  const twice = rows.find(([energy], i) => i > 0 && rows[i - 1]?.[0] === energy);
  if (twice) throw dataError(`${name}: the energy ${twice[0]} eV is listed twice; leave one of the lines out`);
  const column = (i: 0 | 1 | 2) => rows.map((row) => row[i]);
  return { name, by: 'energyEv', at: column(0), f1: column(1), f2: column(2) };
}

/**
 * Makes the curve of an experiment that lists it.
 *
 * @param name field of the experiment, for messages
 * @throws BraggsimError (`usage`) for lists of unequal length, of fewer than two energies, and for energies that do not ascend
 */
export function dispersionOfLists(
  { energiesEv = [], f1 = [], f2 = [] }: Partial<Readonly<Record<'energiesEv' | 'f1' | 'f2', readonly number[]>>>,
  name: string,
): DispersionCurve {
  if (energiesEv.length < 2 || f1.length !== energiesEv.length || f2.length !== energiesEv.length) {
    throw usageError(
      `${name}: expected f1 and f2 at each of two energies or more (energiesEv), found ${energiesEv.length} energies, ${f1.length} f1 and ${f2.length} f2`,
    );
  }
  const wrong = energiesEv.findIndex((energy, i) => i > 0 && !(energy > (energiesEv[i - 1] as number)));
  if (wrong >= 0) {
    throw usageError(
      `${name}.energiesEv: expected ascending energies, found ${energiesEv[wrong]} eV after ${energiesEv[wrong - 1]} eV`,
    );
  }
  return { name, by: 'energyEv', at: energiesEv, f1, f2 };
}

/** Rounding of an energy that follows from a wavelength, relative to it. */
const ROUNDING = 1e-9;

/**
 * Returns f' and f'' at an energy.
 *
 * @throws BraggsimError (`data`) for an energy beyond the curve
 */
export function dispersionOf(
  { name, by, at, f1, f2 }: DispersionCurve,
  energyEv: number,
): { readonly real: number; readonly imaginary: number } {
  const x = by === 'energyEv' ? energyEv : units.toAngstrom(units.wavelengthOfEnergy(energyEv));
  const [least, most] = [at[0] as number, at.at(-1) as number];
  if (x < least * (1 - ROUNDING) || x > most * (1 + ROUNDING)) {
    const ends = [least, most]
      .map((end) => (by === 'energyEv' ? end : units.energyOfWavelength(units.fromAngstrom(end))))
      .sort((a, b) => a - b)
      .map((end) => formatG(end));
    throw dataError(
      `${name}: expected f' and f'' at ${formatG(energyEv)} eV, found those from ${ends.join(' to ')} eV; give a file (dispersion) with all energies of the beam`,
    );
  }
  let next = 1;
  while (next < at.length - 1 && (at[next] as number) < x) next++;
  const [from, to] = [at[next - 1] as number, at[next] as number];
  const part = Math.min(1, Math.max(0, (x - from) / (to - from)));
  const between = (f: readonly number[]) => (f[next - 1] as number) * (1 - part) + (f[next] as number) * part;
  return { real: between(f1), imaginary: between(f2) };
}
