import { usageError } from '@braggsim/core';

/**
 * Checks that all numbers of a field are finite; null entries are skipped.
 *
 * @throws BraggsimError (`usage`) that names the field
 */
export function requireFinite(field: string, values: readonly (number | null)[]): void {
  if (values.every((v) => v === null || Number.isFinite(v))) return;
  throw usageError({
    message: `${field} must be made of finite numbers, found ${values.join(', ')}; check the value`,
    expected: 'finite numbers',
    found: values.join(', '),
  });
}

/**
 * Checks that the value of a field is finite and above zero.
 *
 * @throws BraggsimError (`usage`) that names the field
 */
export function requirePositive(field: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw usageError({
    message: `${field} must be a number above zero, found ${value}; leave it out for its default`,
    expected: 'a number above zero',
    found: String(value),
  });
}

/**
 * Checks that all numbers of a field are whole.
 *
 * @throws BraggsimError (`usage`) that names the field
 */
export function requireWhole(field: string, values: readonly number[]): void {
  if (values.every(Number.isInteger)) return;
  throw usageError({
    message: `${field} must be made of whole numbers, found ${values.join(', ')}; round the value`,
    expected: 'whole numbers',
    found: values.join(', '),
  });
}
