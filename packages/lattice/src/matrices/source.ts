import type { Vec3 } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import { inFile } from '@braggsim/core/text';
import { parseOrientation } from '../orientation';
import { applyKeywords, isDrawn, parseKeywords } from './keywords';
import { drawnRotation, type Orientation, orientationOf } from './matrix-text';

/** A source of orientation matrices. */
export interface MatrixSource {
  /** Returns an orientation. @param number number of the matrix, from 0 */
  readonly make: (number: number, seed: number) => Orientation;
  /** Whether the matrices are random, so that they differ. */
  readonly drawn: boolean;
  /** Wavelength that the source gives. */
  readonly wavelengthA?: number | undefined;
  readonly warnings: readonly string[];
}

/** How a text becomes matrices. */
export interface MatrixSourceOptions {
  /** Wavelength by which a matrix of another program was multiplied. */
  readonly wavelengthA: number;
  /** Compatibility option of reciprocal cells. */
  readonly form: Compatibility['cellReciprocal'];
}

/** Tells whether a text holds keywords: it starts with a letter and is not XPARM.XDS. */
function holdsKeywords(text: string): boolean {
  const start = text.replace(/^(\s|[#!].*)+/, '');
  return !/^([{\d.+-]|G?XPARM)/.test(start);
}

/**
 * Returns the source in a text: keywords, or the orientation of another program (a MOSFLM matrix, XPARM.XDS or a dxtbx .expt).
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) for a text that is neither
 */
export function matrixSource(text: string, name: string, { wavelengthA, form }: MatrixSourceOptions): MatrixSource {
  if (holdsKeywords(text)) {
    const keywords = parseKeywords(text, name);
    const make = (number: number, seed: number) =>
      applyKeywords(keywords, (turn, spread, own) => drawnRotation({ seed: own ?? seed, number, turn, spread }), form);
    return { make, drawn: isDrawn(keywords), wavelengthA: keywords.wavelengthA, warnings: [] };
  }
  const { value, warnings } = inFile(name, () => parseOrientation(text, { name, wavelengthA }));
  const axis = (i: 0 | 1 | 2): Vec3 =>
    [value[i], value[i + 3], value[i + 6]].map((x) => (x as number) / wavelengthA) as unknown as Vec3;
  const orientation = orientationOf([axis(0), axis(1), axis(2)]);
  return { make: () => orientation, drawn: false, warnings: warnings.map(({ message }) => message) };
}
