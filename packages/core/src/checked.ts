import { usageError } from './errors';
import type { Parameter, ParameterTable } from './parameters';

const expectation = ({ type, unit, min, max, open }: Parameter): string => {
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const limits = [
    min !== undefined && `${open ? 'above' : 'from'} ${min}`,
    max !== undefined && `${min === undefined ? 'up ' : ''}to ${max}`,
  ].filter(Boolean);
  return [kind, ...limits, unit && `in ${unit}`].filter(Boolean).join(' ');
};

/**
 * `value` when the parameter `path` of a table may have it.
 *
 * @throws BraggsimError (`usage`) naming the parameter and its range
 */
export function checked(table: ParameterTable, path: string, value: number): number {
  const parameter = table[path] as Parameter;
  const { type, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, open, flag } = parameter;
  const fits =
    Number.isFinite(value) &&
    (type !== 'integer' || Number.isInteger(value)) &&
    (open ? value > min : value >= min) &&
    value <= max;
  if (fits) return value;
  const expected = expectation(parameter);
  const named = flag === undefined ? path : `${path} (${flag})`;
  throw usageError({ message: `${named} is ${expected}, not ${value}`, expected, found: String(value) });
}
