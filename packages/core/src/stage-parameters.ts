import { expectation, isAllowed } from './checked';
import { usageError } from './errors';
import type { Parameter, ParameterTable } from './parameters';
import type { StageValues } from './stage';
import { didYouMean } from './suggest';

/** Names that every request of a stage may have besides the parameters of the stage. */
const OF_REQUEST = new Set(['kind']);

/**
 * Tells a stage's own parameters from those whose names are field paths: these belong to a section of the experiment,
 * and the stage reads them from derived values.
 */
const isOwn = (name: string): boolean => !name.includes('.');

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

/**
 * Completes the values of a stage's own parameters: checks given ones against the table and fills in defaults for the
 * rest.
 *
 * @param what name of the stage for messages: `factor 'debyeWaller'`
 * @throws BraggsimError (`usage`) for a parameter that the stage does not have, that is missing or out of range
 */
export function stageParameters(what: string, table: ParameterTable, given: StageValues = {}): StageValues {
  const names = Object.keys(table).filter(isOwn);
  const unknown = Object.keys(given).find((name) => !OF_REQUEST.has(name) && !names.includes(name));
  if (unknown !== undefined) {
    const all = names.length > 0 ? `; it has ${names.join(', ')}` : '; it has none';
    throw usageError(`the ${what} has no parameter '${unknown}'${didYouMean(unknown, names, all)}`);
  }
  return Object.fromEntries(
    names.map((name) => {
      const parameter = table[name] as Parameter;
      const value = given[name] ?? parameter.default;
      if (value === undefined && parameter.required) {
        throw usageError(`the ${what} needs ${name}, ${expectation(parameter)}: ${parameter.doc}`);
      }
      // The empty text is a default only: it stands for a file that is not named.
      const isUnnamed = value === '' && parameter.default === '';
      if (value !== undefined && !isUnnamed && !isAllowed(parameter, value)) {
        const expected = expectation(parameter);
        throw usageError({
          message: `${name} of the ${what} is ${expected}, not ${shown(value)}`,
          expected,
          found: shown(value),
        });
      }
      return [name, value] as const;
    }),
  );
}
