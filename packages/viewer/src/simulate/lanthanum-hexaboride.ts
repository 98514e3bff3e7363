import { formFactorOf } from '@braggsim/core/form-factors';

/** Edge of the cubic cell, Å (NIST SRM 660c), and the coordinate of boron (Eliseev et al. 1986, Russ. J. Inorg. Chem. 31, 803). */
const EDGE_A = 4.156826;
const BORON = 0.1993;
/** Largest h² + k² + l². */
const LARGEST_SQUARE = 30;

const amplitudeOf = (element: string, stol: number): number => {
  const { a, b } = formFactorOf(element);
  return a.reduce((sum, ai, i) => sum + ai * Math.exp(-(b[i] as number) * stol * stol), 0);
};

/** Returns the amplitude of a reflection, electrons: lanthanum at the corner of the cell, six atoms of boron around its middle. */
function amplitude(indices: readonly [number, number, number], stol: number): number {
  const [h, k, l] = indices;
  const boron = indices.reduce((sum, index, axis) => {
    const others = h + k + l - indices[axis as 0 | 1 | 2];
    return sum + 2 * Math.cos(2 * Math.PI * index * BORON) * (others % 2 === 0 ? 1 : -1);
  }, 0);
  return amplitudeOf('La', stol) + amplitudeOf('B', stol) * boron;
}

/** Returns the rings of lanthanum hexaboride: d-spacings (Å) and squared amplitudes, summed over the reflections of a ring (electrons²). */
export function lanthanumHexaborideRings(): readonly (readonly [dA: number, strength: number])[] {
  const strengths = new Map<number, number>();
  const most = Math.floor(Math.sqrt(LARGEST_SQUARE));
  const range = Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
  for (const h of range)
    for (const k of range)
      for (const l of range) {
        const square = h * h + k * k + l * l;
        if (square === 0 || square > LARGEST_SQUARE) continue;
        const stol = Math.sqrt(square) / EDGE_A / 2;
        strengths.set(square, (strengths.get(square) ?? 0) + amplitude([h, k, l], stol) ** 2);
      }
  return [...strengths]
    .sort(([a], [b]) => a - b)
    .map(([square, strength]) => [Number((EDGE_A / Math.sqrt(square)).toFixed(5)), Number(strength.toPrecision(5))]);
}

/** Volume of its unit cell, Å³. */
export const LANTHANUM_HEXABORIDE_VOLUME = Number((EDGE_A ** 3).toFixed(3));
