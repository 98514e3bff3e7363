/** Rings of hexagonal ice up to the seventh line of its pattern, Å (Thorn et al. 2017, Acta Cryst. D73, 729). */
export const ICE_RINGS: readonly number[] = [3.897, 3.669, 3.441, 2.671, 2.249, 2.072, 1.948, 1.918, 1.883, 1.721];

/** Largest h² + k² + l² of the rings of a cubic standard. */
const LARGEST_SQUARE = 64;
const SILVER_BEHENATE_ORDERS = 13;

/** Lists d-spacings of a cubic lattice, Å. @param allowed tells whether the reflections h k l of the lattice are present */
function cubic(a: number, allowed: (h: number, k: number, l: number) => boolean): number[] {
  const squares = new Set<number>();
  for (let h = 0; h * h <= LARGEST_SQUARE; h++)
    for (let k = 0; k <= h; k++)
      for (let l = 0; l <= k; l++) {
        const square = h * h + k * k + l * l;
        if (square > 0 && square <= LARGEST_SQUARE && allowed(h, k, l)) squares.add(square);
      }
  return [...squares].sort((x, y) => x - y).map((square) => a / Math.sqrt(square));
}

const sameParity = (h: number, k: number, l: number): boolean => h % 2 === k % 2 && k % 2 === l % 2;

/**
 * Standards of powder diffraction and their d-spacings, Å, largest first. Silver behenate: orders of 58.380 Å (Huang et al. 1993, J. Appl. Cryst.
 * 26, 180). LaB6, primitive: NIST SRM 660c, 4.156826 Å. CeO2, face-centred: NIST SRM 674b, 5.411651 Å.
 */
export const STANDARDS = {
  'silver behenate': Array.from({ length: SILVER_BEHENATE_ORDERS }, (_, i) => 58.38 / (i + 1)),
  LaB6: cubic(4.156826, () => true),
  CeO2: cubic(5.411651, sameParity),
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type Standard = keyof typeof STANDARDS;
