/**
 * Numbers as C's printf writes them. JavaScript rounds exact decimal ties away from zero where C takes the even
 * digit, so digits come from a 100-digit expansion: exact ties end in `5` and zeros, which no other double shows.
 */
const LONGEST = 100;

/** The first `keep` characters of the digit string, rounded to nearest with ties to even, as an integer. */
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

/** `%.<digits>g`: trailing zeros removed, exponent form below 1e-4 and from 10^digits on (`1e-05`, `-0`, `inf`). */
export function formatG(x: number, digits = 6): string {
  const word = special(x);
  if (word !== undefined) return word;
  const precision = Math.max(1, digits);
  const [mantissa = '', power = '0'] = Math.abs(x).toExponential(LONGEST).split('e');
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

/** A point after `whole` digits; trailing zeros behind it go, and so does a bare point. */
function withPoint(digits: string, whole: number): string {
  const fraction = digits.slice(whole).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, whole) : `${digits.slice(0, whole)}.${fraction}`;
}

/** `%<width>.<decimals>f`: padded with blanks on the left, never in exponent form. */
export function formatFixed(x: number, width: number, decimals: number): string {
  const word = special(x);
  if (word !== undefined) return word.padStart(width);
  const [whole = '0', fraction = ''] = plainDecimal(Math.abs(x)).split('.');
  const rounded = String(roundDigits(whole + fraction, whole.length + decimals)).padStart(decimals + 1, '0');
  const point = rounded.length - decimals;
  const text = decimals === 0 ? rounded : `${rounded.slice(0, point)}.${rounded.slice(point)}`;
  return (signOf(x) + text).padStart(width);
}

/** 100 decimals. From 1e21 on `toFixed` turns to exponent form; doubles of that size are whole numbers. */
const plainDecimal = (x: number): string => (x < 1e21 ? x.toFixed(LONGEST) : `${BigInt(x)}.${'0'.repeat(LONGEST)}`);
