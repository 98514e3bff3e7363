import { dataError, usageError } from '@braggsim/core';

/** What a column of a reflection file holds. */
export interface AmplitudeColumn {
  readonly label: string;
  /** The type letter of MTZ files: F, J, G (F of one Friedel mate), K (intensity of one); anything else is not taken. */
  readonly type: string;
  readonly values: ArrayLike<number>;
}

export interface ChosenAmplitudes {
  /** One label, or those of h k l and of -h -k -l. */
  readonly labels: readonly string[];
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** Intensities below 0, whose amplitude is 0. */
  readonly negative: number;
}

/** Types in order of preference: amplitudes before intensities, Friedel mates apart before their mean. */
const USABLE = ['G', 'F', 'K', 'J'];

/**
 * The amplitudes to take: of the column with this label or type, else of the best there is. Intensities become
 * amplitudes; negative ones become 0.
 *
 * @throws BraggsimError (`usage`) for a column that does not exist, (`data`) when none has amplitudes
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

/** The column of a label, in any case, or else the first of a type. */
export const findColumn = (columns: readonly AmplitudeColumn[], asked: string): AmplitudeColumn | undefined =>
  columns.find(({ label }) => label === asked) ??
  columns.find(({ label }) => label.toLowerCase() === asked.toLowerCase()) ??
  columns.find(({ type }) => type === asked.toUpperCase());

const SIGN = /\(?(\+|-|plus|minus)\)?$/i;
const isMinus = (label: string): boolean => /^(-|minus)$/i.test(SIGN.exec(label)?.[1] ?? '');

/** The column of the other Friedel mates: the same name with the other sign. */
function mateOf(columns: readonly AmplitudeColumn[], { label, type }: AmplitudeColumn): AmplitudeColumn | undefined {
  if (type !== 'G' && type !== 'K') return undefined;
  const stem = label.replace(SIGN, '');
  return columns.find(
    (other) => other.type === type && other.label !== label && other.label.replace(SIGN, '') === stem,
  );
}
