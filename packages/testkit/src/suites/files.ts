import { type ErrorTag, isBraggsimError } from '@braggsim/core';
import { expect } from 'vitest';

/** Cuts shorter than this are all tried, and so are those that take less than this from the end. */
const EDGE = 64;

/** A file cut short in every way: nothing left, every length of a short header, some in between, all but the last bytes. */
export function* cut(file: Uint8Array): Generator<Uint8Array> {
  const between = Array.from({ length: 32 }, (_, i) => Math.floor((file.length * i) / 32));
  const edges = Array.from({ length: EDGE }, (_, i) => [i, file.length - 1 - i]).flat();
  for (const length of new Set([...between, ...edges])) {
    if (length >= 0 && length < file.length) yield file.subarray(0, length);
  }
}

/** Expects that a file is refused, with an error about the data or as told. */
export function expectRefusal(read: () => unknown, what: string, tags: readonly ErrorTag[] = ['data']): void {
  let thrown: unknown;
  try {
    read();
  } catch (error) {
    thrown = error;
  }
  expect(isBraggsimError(thrown, ...tags), `${what}: ${thrown === undefined ? 'no error' : thrown}`).toBe(true);
}

/** Reads a file that may be refused, with an error about the data or as told, and nothing else. */
export function readOrRefuse(read: () => void, tags: readonly ErrorTag[] = ['data']): void {
  try {
    read();
  } catch (error) {
    expectOneOf(error, tags);
  }
}

/** The same of a file that is read elsewhere. */
export const answerOrRefusal = (answer: Promise<void>): Promise<void> =>
  answer.catch((error: unknown) => expectOneOf(error, ['data']));

function expectOneOf(error: unknown, tags: readonly ErrorTag[]): void {
  if (!isBraggsimError(error)) throw error;
  expect(tags).toContain(error.tag);
  expect(error.message.length).toBeGreaterThan(10);
}
