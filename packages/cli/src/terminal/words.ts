import type { Parameter } from '@braggsim/core';
import type { Option } from './subcommand';

/** Returns the placeholder for the values of a flag. */
export function placeholder(
  { type, options = [], count, value }: Parameter & Pick<Option, 'value'>,
  shared = 1,
): string {
  const letters = 'abcdef'
    .slice(0, Math.max(...[count ?? 3].flat()))
    .split('')
    .join(',');
  const names: Partial<Record<Parameter['type'], string>> = {
    number: 'x',
    integer: 'n',
    text: 'text',
    stringList: 'text',
    numbers: letters,
    numberLists: `${letters};…`,
  };
  const one = [value ?? names[type], ...options].filter(Boolean).join('|');
  return shared > 1 && one ? `${one}[,${one}]` : one;
}
