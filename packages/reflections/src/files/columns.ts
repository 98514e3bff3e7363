import { dataError, usageError } from '@braggsim/core';

/** A column of a reflection file and its values. */
export interface AmplitudeColumn {
  readonly label: string;
  /**
   * The type letter of MTZ files: F, J, G (F of one Friedel mate) or K (intensity of one). Columns of other types are
   * ignored.
   */
  readonly type: string;
  readonly values: ArrayLike<number>;
}

export interface ChosenAmplitudes {
  /** The label of one column, or those of the columns for h k l and for -h -k -l. */
  readonly labels: readonly string[];
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** Number of intensities below 0, whose amplitude is set to 0. */
  readonly negative: number;
}

/** Column types in order of preference: amplitudes before intensities, separate Friedel mates before their mean. */
const USABLE = ['G', 'F', 'K', 'J'];

/**
 * Selects the amplitudes of a file: the column with this label or type, or the best one by default. Intensities are
 * converted to amplitudes; negative ones become 0.
 *
 * @throws BraggsimError (`usage`) for a column that does not exist, (`data`) when no column holds amplitudes or
 * intensities
 */
export function chooseAmplitudes(
  columns: readonly AmplitudeColumn[],
  asked: string | undefined,
  name: string,
): ChosenAmplitudes {
  const usable = columns.filter(({ type }) => USABLE.includes(type));
  const listing = usable.map(({ label, type }) => `${label} (${type})`).join(', ') || 'none';
  const chosen = asked === undefined ? preferred(usable) : findColumn(usable, asked);
  if (!chosen && asked !== undefined) {
    throw usageError(`${name}: no column '${asked}' of amplitudes or intensities; it has ${listing}`);
  }
  if (!chosen) throw dataError(`${name}: expected a column of amplitudes or intensities, found ${listing}`);
  const amplitudes = chosen.type === 'F' || chosen.type === 'G' ? Float64Array.from : rootsOf;
  const mate = mateOf(usable, chosen);
  const taken = amplitudes === rootsOf ? [chosen, ...(mate ? [mate] : [])] : [];
  const negative = taken.reduce((sum, { values }) => sum + countNegative(values), 0);
  if (!mate) {
    const values = amplitudes.call(Float64Array, chosen.values);
    return { labels: [chosen.label], plus: values, minus: values, negative };
  }
  const [plus, minus] = isMinus(chosen.label) ? [mate, chosen] : [chosen, mate];
  return {
    labels: [plus.label, minus.label],
    plus: amplitudes.call(Float64Array, plus.values),
    minus: amplitudes.call(Float64Array, minus.values),
    negative,
  };
}

const rootsOf = (intensities: ArrayLike<number>): Float64Array =>
  Float64Array.from(intensities, (intensity) => Math.sqrt(Math.max(0, intensity)));

function countNegative(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) count++;
  return count;
}

const preferred = (columns: readonly AmplitudeColumn[]): AmplitudeColumn | undefined =>
  USABLE.map((type) => columns.find((column) => column.type === type)).find(Boolean);

/** Finds a column by label, ignoring case, or else the first one of a type. */
export const findColumn = (columns: readonly AmplitudeColumn[], asked: string): AmplitudeColumn | undefined =>
  columns.find(({ label }) => label === asked) ??
  columns.find(({ label }) => label.toLowerCase() === asked.toLowerCase()) ??
  columns.find(({ type }) => type === asked.toUpperCase());

const SIGN = /\(?(\+|-|plus|minus)\)?$/i;
const isMinus = (label: string): boolean => /^(-|minus)$/i.test(SIGN.exec(label)?.[1] ?? '');

/** Finds the column of the other Friedel mates, which has the same name with the other sign. */
function mateOf(columns: readonly AmplitudeColumn[], { label, type }: AmplitudeColumn): AmplitudeColumn | undefined {
  if (type !== 'G' && type !== 'K') return undefined;
  const stem = label.replace(SIGN, '');
  return columns.find(
    (other) => other.type === type && other.label !== label && other.label.replace(SIGN, '') === stem,
  );
}
