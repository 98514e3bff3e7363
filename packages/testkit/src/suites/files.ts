import { type ErrorTag, isBraggsimError } from '@braggsim/core';
import { expect } from 'vitest';

/** All lengths below this are tested, and all that lack fewer bytes than this. */
const EDGE = 64;

/** Iterates over truncated copies of a file: an empty one, all lengths of a short header, some in between, and all but a few bytes. */
export function* truncated(file: Uint8Array): Generator<Uint8Array> {
  const between = Array.from({ length: 32 }, (_, i) => Math.floor((file.length * i) / 32));
  const edges = Array.from({ length: EDGE }, (_, i) => [i, file.length - 1 - i]).flat();
  for (const length of new Set([...between, ...edges])) {
    if (length >= 0 && length < file.length) yield file.subarray(0, length);
  }
}

/** Expects that reading a file throws a BraggsimError with one of the given tags. */
export function expectRefusal(read: () => unknown, what: string, tags: readonly ErrorTag[] = ['data']): void {
  let thrown: unknown;
  try {
    read();
  } catch (error) {
    thrown = error;
  }
  expect(isBraggsimError(thrown, ...tags), `${what}: ${thrown === undefined ? 'no error' : thrown}`).toBe(true);
}

/** Reads a file, and expects that any error is a BraggsimError with one of the given tags. */
export function readOrRefuse(read: () => void, tags: readonly ErrorTag[] = ['data']): void {
  try {
    read();
  } catch (error) {
    expectOneOf(error, tags);
  }
}

/** Waits for a file that is read asynchronously, and expects that any error is a BraggsimError (`data`). */
export const answerOrRefusal = (answer: Promise<void>): Promise<void> =>
  answer.catch((error: unknown) => expectOneOf(error, ['data']));

function expectOneOf(error: unknown, tags: readonly ErrorTag[]): void {
  if (!isBraggsimError(error)) throw error;
  expect(tags).toContain(error.tag);
  expect(error.message.length).toBeGreaterThan(10);
}
