const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Parses a decimal number of a text file or a command line; undefined for any other word. Unlike `Number`, it accepts
 * neither the empty word nor `Infinity`, hexadecimal digits or numbers that overflow.
 */
export function decimal(word: string): number | undefined {
  const value = DECIMAL.test(word) ? Number(word) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
