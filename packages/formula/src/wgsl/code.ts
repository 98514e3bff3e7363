/** A shader while it is being written. */
export { type TextCode as ShaderCode, textCode as shaderCode } from '../emit/text';

/** Number of digits that distinguish every float32 from its neighbours. */
const MAX_DIGITS = 9;

/**
 * Formats a number as a float32 literal, with the fewest digits that give the same number.
 *
 * @throws Error for a number beyond the range of float32
 */
export function literal(x: number): string {
  const value = Math.fround(x);
  if (!Number.isFinite(value)) throw new Error(`${x} is not a number of single precision`);
  let digits = 1;
  while (digits < MAX_DIGITS && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const text = `${Number(value.toPrecision(digits))}f`;
  return value < 0 ? `(${text})` : text;
}
