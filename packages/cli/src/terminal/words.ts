import type { Parameter } from '@braggsim/core';
import type { Option } from './subcommand';

/** Returns the placeholder for the values of a flag. */
export function placeholder(
  { type, options = [], count, value, perAxis, flagTakesEach }: Parameter & Pick<Option, 'value'>,
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
  if (perAxis) return `${one}[,${one},${one}]`;
  if (shared === 1 || !one) return one;
  return flagTakesEach ? `${one},${one}` : `${one}[,${one}]`;
}
