import { usageError } from './errors';
import type { Parameter, ParameterTable } from './parameters';

const listOf = (words: readonly string[]): string => words.join(' or ');

function limits({ min, max, exclusiveMin }: Parameter): string[] {
  return [
    min === undefined ? '' : `${exclusiveMin ? 'above' : 'from'} ${min}`,
    max === undefined ? '' : `${min === undefined ? 'up ' : ''}to ${max}`,
  ];
}

/** Describes the values that a parameter may have: `a number above 0 in mm`. */
export function expectation(parameter: Parameter): string {
  const { type, unit, options = [], count = [] } = parameter;
  const counts = [count].flat();
  const range = counts.length > 1 ? `${Math.min(...counts)} to ${Math.max(...counts)}` : counts.join('');
  const kinds = {
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    text: 'a text',
    enum: `one of ${options.join(', ')}`,
    numbers: range === '' ? 'a list of numbers' : `${range} numbers`,
    numberLists: `a list of lists of ${counts.join(' or ')} numbers`.replace('  ', ' '),
    stringList: 'a text or a list of texts',
    stage: 'the name of a stage, or its kind with parameters',
  };
  const kind = parameter.perAxis ? `${kinds[type]}, or three,` : kinds[type];
  const words = [kind, ...limits(parameter), unit ? `in ${unit}` : ''].filter(Boolean).join(' ');
  return type === 'enum' || options.length === 0 ? words : `${words}, or ${listOf(options)}`;
}

/** Tells whether a number lies in the range of its parameter. */
function inRange({ type, min = -Infinity, max = Infinity, exclusiveMin }: Parameter, value: unknown): boolean {
  return (
    Number.isFinite(value) &&
    (type !== 'integer' || Number.isInteger(value)) &&
    (exclusiveMin ? (value as number) > min : (value as number) >= min) &&
    (value as number) <= max
  );
}

/** Tells whether a value requests a stage: a record with its kind. */
const isRequest = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { readonly kind?: unknown }).kind === 'string';

/** Tells whether a parameter may have a value, whatever its type. */
export function isAllowed(parameter: Parameter, value: unknown): boolean {
  const { type, options = [], count, nullableEntries } = parameter;
  if (type !== 'text' && typeof value === 'string' && options.includes(value)) return true;
  if (parameter.perAxis && Array.isArray(value)) {
    return value.length === 3 && value.every((entry) => inRange(parameter, entry));
  }
  switch (type) {
    case 'number':
    case 'integer':
      return inRange(parameter, value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'enum':
      return false;
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'stringList':
      return Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== '');
    case 'stage':
      return (typeof value === 'string' && value !== '') || isRequest(value);
    case 'numbers':
      return (
        Array.isArray(value) &&
        (count === undefined || [count].flat().includes(value.length)) &&
        value.every((entry) => (nullableEntries && entry === null) || inRange(parameter, entry))
      );
    case 'numberLists':
      return Array.isArray(value) && value.every((entry) => isAllowed({ ...parameter, type: 'numbers' }, entry));
  }
}

/**
 * Returns a value if the parameter `path` of a table may have it.
 *
 * @throws BraggsimError (`usage`) that names the parameter and its range
 */
export function checked(table: ParameterTable, path: string, value: number): number {
  const parameter = table[path] as Parameter;
  if (inRange(parameter, value)) return value;
  const expected = expectation({ ...parameter, options: [] });
  const named = parameter.flag === undefined ? path : `${path} (${parameter.flag})`;
  throw usageError({ message: `${named} is ${expected}, not ${value}`, expected, found: String(value) });
}
