/** A shader while it is being written. */
export { type TextCode as ShaderCode, textCode as shaderCode } from '../emit/text';

/** Digits with which every float32 can be told from its neighbours. */
const MAX_DIGITS = 9;

/**
 * A number as a float32 literal, in as few digits as give the same number.
 *
 * @throws Error for a number that float32 does not reach
 */
export function literal(x: number): string {
  const value = Math.fround(x);
  if (!Number.isFinite(value)) throw new Error(`${x} is no number of single precision`);
  let digits = 1;
  while (digits < MAX_DIGITS && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const text = `${Number(value.toPrecision(digits))}f`;
  return value < 0 ? `(${text})` : text;
}
