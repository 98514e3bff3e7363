import { units, usageError } from '@braggsim/core';
import type { DispersionCurve } from '../by-energy/dispersion-curve';

/** The anomalous scattering of an atom, f' and f'', in electrons. */
export interface Dispersion {
  readonly real: number;
  readonly imaginary: number;
}

/** Returns f' and f'' of an element at one wavelength. */
export type DispersionOf = (element: string) => Dispersion;

const NONE: Dispersion = { real: 0, imaginary: 0 };
const [SHORTEST, LONGEST] = [0.4, 2.89];

/**
 * Loads f' and f'' of the elements from lithium to uranium at a wavelength between 0.4 and 2.89 A. The table is loaded
 * at the first call. Lighter elements, and those that the table lacks (At, Rn, Fr, Ra, Ac, Th, Pa), get zeros.
 *
 * @param own values by element that take precedence over the table
 * @throws BraggsimError (`usage`) for a wavelength beyond the table
 */
export async function dispersionAt(
  wavelengthA: number,
  own: Readonly<Record<string, Dispersion>> = {},
): Promise<DispersionOf> {
  if (!(wavelengthA >= SHORTEST && wavelengthA <= LONGEST)) {
    throw usageError(
      `anomalous scattering is tabulated from ${SHORTEST} to ${LONGEST} A, not at ${wavelengthA} A; provide f' and f'' or omit anomalous scattering`,
    );
  }
  const { DISPERSION } = await import('./dispersion-table');
  const lines = new Map(
    DISPERSION.trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line]),
  );
  const known = new Map<string, Dispersion>(Object.entries(own));
  return (element) => {
    let found = known.get(element);
    if (!found) {
      found = interpolated(lines.get(element), wavelengthA);
      known.set(element, found);
    }
    return found;
  };
}

/** Ratio of f'' of two knots beside each other below which an absorption edge lies between them: elsewhere f'' rises with the wavelength. */
const EDGE = 0.95;
/** Largest distance of such knots, A. */
const STEEP = 0.002;

/**
 * Loads f' and f'' of one element at all wavelengths between 0.4 and 2.89 A, with its absorption edges.
 *
 * @returns undefined for an element that the table does not have
 */
export async function builtinDispersion(element: string): Promise<DispersionCurve | undefined> {
  const { DISPERSION } = await import('./dispersion-table');
  const line = DISPERSION.trim()
    .split('\n')
    .find((row) => row.startsWith(`${element} `));
  if (!line) return undefined;
  const numbers = line.split(' ').slice(1).map(Number);
  const column = (i: number) => numbers.filter((_, n) => n % 3 === i);
  const [at, f1, f2] = [column(0), column(1), column(2)] as [number[], number[], number[]];
  const edges = at.flatMap((wavelength, i) => {
    const next = at[i + 1];
    const isEdge = next !== undefined && next - wavelength < STEEP && (f2[i + 1] as number) < EDGE * (f2[i] as number);
    return isEdge ? [units.energyOfWavelength(units.fromAngstrom((wavelength + next) / 2))] : [];
  });
  return { name: `the table of f' and f'' of ${element}`, by: 'wavelengthA', at, f1, f2, edgesEv: edges };
}

function interpolated(line: string | undefined, wavelength: number): Dispersion {
  if (!line) return NONE;
  const numbers = line.split(' ').slice(1).map(Number);
  const knot = (i: number) => numbers.slice(3 * i, 3 * i + 3) as [number, number, number];
  let next = 1;
  while (knot(next)[0] < wavelength) next++;
  const [from, real, imaginary] = knot(next - 1);
  const [to, realThere, imaginaryThere] = knot(next);
  const part = (wavelength - from) / (to - from);
  return { real: real + part * (realThere - real), imaginary: imaginary + part * (imaginaryThere - imaginary) };
}
