import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Agreement, agreement } from '@braggsim/analysis';
import { countImage, floatImage, greyImage, headerText, type ReferenceCase } from '@braggsim/testkit';

/** Limits for the differences from the C program. */
export interface Limits {
  /** Largest relative error over pixels above 1e-6 of the maximum. */
  readonly relative: number;
  /** Largest error in units of the maximum. */
  readonly ofMaximum: number;
  /** Fraction of the pixels of a noise image that may differ. */
  readonly noise: number;
  /** Whether scaled images must agree as well; they follow the error of the float image. */
  readonly counts: boolean;
}

/** Fraction of the pixels of scaled images that may differ by one count, where the scaled value is next to a half. */
const OFF_BY_ONE = 0.001;

/** The comparison of a run with the C program. */
export interface CaseResult {
  /** Undefined for the cases of noisify, which makes no float image. */
  readonly float: Agreement | undefined;
  /** Descriptions of the differences; empty when the case agrees. */
  readonly problems: readonly string[];
}

/** Compares the files of a run in `folder` with those of the C program. */
export function checkCase(c: ReferenceCase, folder: string, limits: Limits): CaseResult {
  const produced = (output: string): Buffer => readFileSync(join(folder, c.outputs[output]?.produced as string));
  const float = c.outputs.float ? compareFloat(c, produced('float')) : undefined;
  const problems = [
    !float || float.largestRelative <= limits.relative
      ? ''
      : `relative error ${float.largestRelative.toExponential(1)}`,
    !float || float.largestOfMaximum <= limits.ofMaximum
      ? ''
      : `error ${float.largestOfMaximum.toExponential(1)} of the maximum`,
    c.outputs.int && limits.counts ? smvProblem(c, 'int', produced('int'), OFF_BY_ONE, 1) : '',
    c.outputs.noise && limits.counts ? smvProblem(c, 'noise', produced('noise'), limits.noise, Infinity) : '',
    c.outputs.pgm && limits.counts ? greyProblem(c, produced('pgm')) : '',
  ];
  return { float, problems: problems.filter(Boolean) };
}

const copy = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** Copies the rows and columns that the stored image covers. */
function cropped(c: ReferenceCase, image: Float32Array): Float32Array {
  if (!c.crop) return image;
  const [slow0, slow1, fast0, fast1] = c.crop;
  const out = new Float32Array((slow1 - slow0) * (fast1 - fast0));
  for (let s = slow0; s < slow1; s++) {
    out.set(image.subarray(s * c.shape[1] + fast0, s * c.shape[1] + fast1), (s - slow0) * (fast1 - fast0));
  }
  return out;
}

/** Reads the part of a float image that the stored image of a case covers. */
export const storedPart = (c: ReferenceCase, bytes: Buffer): Float32Array => cropped(c, new Float32Array(copy(bytes)));

const compareFloat = (c: ReferenceCase, bytes: Buffer): Agreement =>
  agreement(storedPart(c, bytes), floatImage(c), { maximum: c.stats.max });

function countProblem(
  what: string,
  actual: ArrayLike<number>,
  reference: ArrayLike<number>,
  fraction: number,
  step: number,
) {
  if (actual.length !== reference.length) return `${what}: expected ${reference.length} pixels, found ${actual.length}`;
  let differing = 0;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs((actual[i] as number) - (reference[i] as number));
    if (difference > 0) differing++;
    largest = Math.max(largest, difference);
  }
  if (differing <= fraction * actual.length && largest <= step) return '';
  return `${what}: ${differing} pixels differ, by up to ${largest}`;
}

function smvProblem(c: ReferenceCase, which: 'int' | 'noise', bytes: Buffer, fraction: number, step: number): string {
  const header = headerText(c, which);
  const reference = countImage(c, which);
  const text = bytes.toString('latin1', 0, 512);
  if (header !== undefined && text !== `${header.trimEnd()}\f`.padEnd(512)) return `${which}: the header differs`;
  return reference ? countProblem(which, new Uint16Array(copy(bytes.subarray(512))), reference, fraction, step) : '';
}

function greyProblem(c: ReferenceCase, bytes: Buffer): string {
  const reference = greyImage(c);
  if (!reference) return '';
  // Cases of noisify and nonBragg store no header; it has the scale 1.
  const [slow, fast] = c.shape;
  const header = headerText(c, 'image.pgm') ?? `P5\n${fast} ${slow}\n# pixels scaled by 1\n255\n`;
  if (bytes.toString('latin1', 0, header.length) !== header) return 'pgm: the header differs';
  return countProblem('pgm', bytes.subarray(header.length), reference, OFF_BY_ONE, 1);
}
