const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The number that a word of a text file or a command line spells in decimal, or undefined where it spells none.
 * Unlike `Number`, it takes neither the empty word nor `Infinity`, hexadecimal digits or what overflows.
 */
export function decimal(word: string): number | undefined {
  const value = DECIMAL.test(word) ? Number(word) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
