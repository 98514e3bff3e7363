import type { RefinedNumber } from './shot-numbers';

const COLUMNS = 'shot,name,unit,start,value,esd,lower,upper,free,shared,at_bound,restrained';

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const word = (value: number | null): string => (value === null ? '' : String(value));

/**
 * Returns the refined numbers of shots as comma-separated values with full precision; a number that is unknown or not limited is empty.
 *
 * @param shots numbers of shots, from 1
 */
export function numbersTable(
  shots: readonly { readonly shot: number; readonly numbers: readonly RefinedNumber[] }[],
): string {
  const rows = shots.flatMap(({ shot, numbers }) =>
    numbers.map((n) =>
      [
        shot,
        quoted(n.name),
        n.unit,
        n.start,
        n.value,
        word(n.esd),
        word(n.lower),
        word(n.upper),
        n.free,
        n.shared,
        n.atBound,
        n.restraint !== null,
      ].join(','),
    ),
  );
  return `${[COLUMNS, ...rows].join('\n')}\n`;
}
