/**
 * Number of digits after the point that JavaScript can expand. C's printf rounds exact decimal ties to the even digit
 * and JavaScript away from zero, so the functions of this file round the expansion themselves: in 100 digits only an
 * exact tie ends in `5` and zeros.
 */
const EXPANDED_DIGITS = 100;

/** Rounds a string of digits to its first `keep` digits, to nearest with ties to even, and returns them as an integer. */
function roundDigits(digits: string, keep: number): bigint {
  const kept = BigInt(digits.slice(0, keep) || '0');
  const dropped = digits.slice(keep);
  if (dropped === '' || dropped < '5') return kept;
  const tie = /^50*$/.test(dropped);
  return tie && kept % 2n === 0n ? kept : kept + 1n;
}

function special(x: number): string | undefined {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x < 0 ? '-inf' : 'inf';
  return undefined;
}

const signOf = (x: number): string => (x < 0 || Object.is(x, -0) ? '-' : '');

/**
 * Formats a number as `%.<digits>g` of C does: without trailing zeros, with an exponent below 1e-4 and from 10^digits on
 * (`1e-05`, `-0`, `inf`).
 */
export function formatG(x: number, digits = 6): string {
  const word = special(x);
  if (word !== undefined) return word;
  const precision = Math.max(1, digits);
  const [mantissa = '', power = '0'] = Math.abs(x).toExponential(EXPANDED_DIGITS).split('e');
  let rounded = String(roundDigits(mantissa.replace('.', ''), precision)).padStart(precision, '0');
  let exponent = Number(power);
  if (rounded.length > precision) {
    rounded = rounded.slice(0, precision);
    exponent += 1;
  }
  if (exponent < -4 || exponent >= precision) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${signOf(x)}${withPoint(rounded, 1)}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  const text = exponent < 0 ? withPoint('0'.repeat(-exponent) + rounded, 1) : withPoint(rounded, exponent + 1);
  return signOf(x) + text;
}

/** Inserts a point after `whole` digits, without trailing zeros after it and without a point at the end. */
function withPoint(digits: string, whole: number): string {
  const fraction = digits.slice(whole).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, whole) : `${digits.slice(0, whole)}.${fraction}`;
}

/** Formats a number as `%<width>.<decimals>f` of C does: padded with spaces on the left, without an exponent. */
export function formatFixed(x: number, width: number, decimals: number): string {
  const word = special(x);
  if (word !== undefined) return word.padStart(width);
  const [whole = '0', fraction = ''] = plainDecimal(Math.abs(x)).split('.');
  const rounded = String(roundDigits(whole + fraction, whole.length + decimals)).padStart(decimals + 1, '0');
  const point = rounded.length - decimals;
  const text = decimals === 0 ? rounded : `${rounded.slice(0, point)}.${rounded.slice(point)}`;
  return (signOf(x) + text).padStart(width);
}

/** Expands a number to 100 decimals. From 1e21 on `toFixed` gives an exponent; doubles of that size are integers. */
const plainDecimal = (x: number): string =>
  x < 1e21 ? x.toFixed(EXPANDED_DIGITS) : `${BigInt(x)}.${'0'.repeat(EXPANDED_DIGITS)}`;
