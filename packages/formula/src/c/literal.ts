/** Formats a number as a C literal of type double, with the fewest digits that give the same number. */
export function doubleLiteral(x: number): string {
  if (Number.isNaN(x)) return '__builtin_nan("")';
  if (!Number.isFinite(x)) return x > 0 ? '__builtin_inf()' : '(-__builtin_inf())';
  const digits = String(Math.abs(x));
  const text = /[.e]/.test(digits) ? digits : `${digits}.0`;
  return x < 0 || Object.is(x, -0) ? `(-${text})` : text;
}
