import { type BraggsimError, dataError, units } from '@braggsim/core';
import { decimal, linesOf } from '@braggsim/core/text';
import type { SpectrumLines } from './lines';

/** More lines than this are taken for a mistake: each takes the time of an image. */
export const MAX_CHANNELS = 1e5;

/** The spectra of a file: one for all images, or one for each. */
export interface SpectrumFile {
  readonly name: string;
  /** Whether the file has a column `shot`, so that each image has a spectrum of its own. */
  readonly perShot: boolean;
  /** Spectra of the shots, in ascending order of their numbers. */
  readonly shots: readonly SpectrumLines[];
}

const COMMENT = /#.*$/;
const HEADERS = 'energyEv,weight or wavelengthA,weight, with shot before them for a series';

type Quantity = 'energyEv' | 'wavelengthA';
interface Columns {
  readonly perShot: boolean;
  readonly quantity: Quantity;
}

function columnsOf(words: readonly string[], fault: (problem: string) => BraggsimError): Columns {
  const perShot = words[0] === 'shot';
  const [quantity, weight, ...others] = perShot ? words.slice(1) : words;
  if ((quantity === 'energyEv' || quantity === 'wavelengthA') && weight === 'weight' && others.length === 0) {
    return { perShot, quantity };
  }
  throw fault(`expected a heading ${HEADERS}, found '${words.join(',').slice(0, 60)}'`);
}

/** Metres of a photon energy or a wavelength. */
const metres = (quantity: Quantity, value: number): number =>
  quantity === 'energyEv' ? units.wavelengthOfEnergy(value) : units.fromAngstrom(value);

/** Lists of one shot while it is read. */
interface Growing {
  readonly wavelengths: number[];
  readonly weights: number[];
}

function finished({ wavelengths, weights }: Growing, name: string, shot: string): SpectrumLines {
  if (!weights.some((weight) => weight > 0)) {
    throw dataError(`${name}: the weights of the spectrum${shot} add up to zero; at least one must be above zero`);
  }
  return { wavelengths: Float64Array.from(wavelengths), weights: Float64Array.from(weights), pulseEnergy: 1 };
}

/**
 * Reads the lines of a spectrum. The first line names the columns: `energyEv,weight` or `wavelengthA,weight`, with `shot`
 * before them where each image of a series has a spectrum of its own. Columns are separated by commas or blanks; `#` starts
 * a comment.
 *
 * @param name of the file, for messages
 * @throws BraggsimError (`data`) with the name of the file and the number of the line
 */
export function parseSpectrum(text: string, name: string): SpectrumFile {
  let columns: Columns | undefined;
  const shots = new Map<number, Growing>();
  for (const [index, line] of linesOf(text).entries()) {
    const words = line.replace(COMMENT, '').match(/[^\s,]+/g);
    if (!words) continue;
    const fault = (problem: string) => dataError(`${name}, line ${index + 1}: ${problem}`);
    if (!columns) {
      columns = columnsOf(words, fault);
      continue;
    }
    addRow(shots, words, columns, fault);
  }
  if (!columns) throw dataError(`${name} is empty; expected a heading ${HEADERS}, and lines of numbers`);
  if (shots.size === 0) throw dataError(`${name} has a heading but no lines of a spectrum`);
  const { perShot } = columns;
  const ordered = [...shots].sort(([a], [b]) => a - b);
  return {
    name,
    perShot,
    shots: ordered.map(([shot, lines]) => finished(lines, name, perShot ? ` of shot ${shot}` : '')),
  };
}

function addRow(
  shots: Map<number, Growing>,
  words: readonly string[],
  { perShot, quantity }: Columns,
  fault: (problem: string) => BraggsimError,
): void {
  const names = [...(perShot ? ['shot'] : []), quantity, 'weight'];
  if (words.length !== names.length) {
    throw fault(`expected ${names.length} numbers (${names.join(', ')}), found ${words.length}`);
  }
  const values = words.map((word, i) => {
    const value = decimal(word);
    if (value !== undefined && Number.isFinite(value)) return value;
    throw fault(`expected a number for ${names[i]}, found '${word.slice(0, 40)}'`);
  });
  const [value, weight] = values.slice(-2) as [number, number];
  const shot = perShot ? (values[0] as number) : 0;
  if (!Number.isInteger(shot)) throw fault(`expected a whole number for shot, found ${shot}`);
  if (!(value > 0)) throw fault(`expected ${quantity} above 0, found ${value}`);
  if (!(weight >= 0)) throw fault(`expected a weight of at least 0, found ${weight}`);
  const lines = shots.get(shot) ?? { wavelengths: [], weights: [] };
  shots.set(shot, lines);
  if (lines.weights.length === MAX_CHANNELS) throw fault(`expected at most ${MAX_CHANNELS} lines of a spectrum`);
  lines.wavelengths.push(metres(quantity, value));
  lines.weights.push(weight);
}
