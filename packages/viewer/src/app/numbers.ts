/** Texts of numbers, as the page shows them. */
export const count = (value: number): string => value.toFixed(0);

/** Formats whole numbers in full, and others with six digits. */
export const value = (x: number): string =>
  Number.isInteger(x) && Math.abs(x) < 1e15
    ? `${x}`
    : Number.isFinite(x)
      ? `${Number(x.toPrecision(6))}`
      : 'not a number';

/** Formats a number with four digits, for axes and statistics. */
export const short = (x: number): string => (Number.isFinite(x) ? `${Number(x.toPrecision(4))}` : '–');

export const spacing = (dA: number): string =>
  Number.isFinite(dA) ? `${dA >= 10 ? dA.toFixed(2) : dA.toFixed(3)} Å` : '∞ Å';

export const angle = (degrees: number): string => `${degrees.toFixed(3)}°`;
