import { usageError } from '@braggsim/core';

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
