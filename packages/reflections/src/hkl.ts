import { dataError } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';
import { type Reflections, reflectionList } from './reflections';
import { scan } from './scan';

export interface HklOptions {
  /** Name of the file, for messages. */
  readonly name?: string;
  /** Largest absolute value of an index that is accepted. */
  readonly maxIndex?: number;
  /** Reads records of four numbers regardless of line breaks, as the C program does. */
  readonly stream?: boolean;
  readonly maxBytes?: number;
  /** Receives the fifth column, which every line must then have. */
  readonly phasesDeg?: number[];
}

const COLUMNS = ['h', 'k', 'l', 'F'] as const;
/** Length in bytes of `0 0 0 1` with its line end. */
const SHORTEST_RECORD = 8;

/**
 * Tells whether a text begins as the lists of XDS do. Their comment lines would hide that the fourth column holds
 * intensities.
 */
const isMeasurement = (bytes: Uint8Array): boolean =>
  bytes[0] === '!'.charCodeAt(0) &&
  /^!(FORMAT=XDS_ASCII|OUTPUT_FILE=|NUMBER_OF_ITEMS_IN_EACH_DATA_RECORD|END_OF_HEADER)/m.test(
    latin1(bytes.subarray(0, 4096)),
  );

/**
 * Reads structure amplitudes from text with one line h k l F a reflection. Further columns are ignored; words are
 * separated by blanks, tabs or commas; comments begin with `#` or `!`; any line ends are accepted. Indices may be
 * written as reals, such as `1.0`.
 *
 * @throws BraggsimError (`data`) naming the line
 */
export function parseHkl(input: string | Uint8Array, options: HklOptions = {}): Reflections {
  const { name = 'reflection list', maxIndex = 1024, stream = false, maxBytes = 2 ** 30, phasesDeg } = options;
  if (input.length > maxBytes) {
    throw dataError(`${name} is ${input.length} long; at most ${maxBytes} bytes are read`);
  }
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (isMeasurement(bytes)) {
    throw dataError(
      `${name} is a list of XDS, which holds measured intensities; give amplitudes, or convert XDS_ASCII.HKL with braggsim (--intensities)`,
    );
  }
  const { toWord, toLineEnd, word, number, line } = scan(bytes);
  const fault = (problem: string) => dataError(`${name}, line ${line()}: ${problem}`);

  const room = Math.floor((bytes.length + 1) / SHORTEST_RECORD);
  const [h, k, l] = [new Int32Array(room), new Int32Array(room), new Int32Array(room)];
  const F = new Float64Array(room);

  const column = (which: number): number => {
    if (!toWord(stream)) {
      const remedy = stream ? 'the last record is incomplete' : 'records that wrap lines need -hkl_stream';
      throw fault(`expected h k l F, found ${which} ${which === 1 ? 'column' : 'columns'}; ${remedy}`);
    }
    const value = number();
    if (value !== undefined) return value;
    throw fault(`expected ${COLUMNS[which]} to be a number, found '${word().slice(0, 40)}'`);
  };
  const index = (which: number): number => {
    const value = column(which);
    if (!Number.isInteger(value)) throw fault(`expected ${COLUMNS[which]} to be a whole number, found ${value}`);
    if (Math.abs(value) > maxIndex) {
      throw fault(
        `expected ${COLUMNS[which]} between ${-maxIndex} and ${maxIndex}, found ${value}; -hkl_max raises the limit`,
      );
    }
    return value;
  };

  const phase = (): number => {
    if (!toWord(false)) {
      throw dataError(
        `${name} has no phases: line ${line()} ends after F, expected h k l F phaseDeg; give a list with phases`,
      );
    }
    const value = number();
    if (value !== undefined && Number.isFinite(value)) return value;
    throw fault(`expected the phase to be a number of degrees, found '${word().slice(0, 40)}'`);
  };

  let count = 0;
  while (toWord(true)) {
    h[count] = index(0);
    k[count] = index(1);
    l[count] = index(2);
    F[count] = column(3);
    phasesDeg?.push(phase());
    count++;
    if (!stream) toLineEnd();
  }
  if (count === 0)
    throw dataError(`${name}: not enough HKL indices; expected at least one line of h k l F, found none`);
  return reflectionList(h.slice(0, count), k.slice(0, count), l.slice(0, count), F.slice(0, count));
}
