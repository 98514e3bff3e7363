import { type ErrorTag, isBraggsimError } from '@braggsim/core';
import { ensure } from './ensure';

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
  const message = () =>
    `${what}: expected an error (${tags.join(', ')}); found ${thrown === undefined ? 'none' : String(thrown)}`;
  ensure(isBraggsimError(thrown, ...tags), message);
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
  const { tag, message } = error;
  ensure(
    tags.includes(tag) && message.length > 10,
    () => `expected an error (${tags.join(', ')}) with a message; found (${tag}) '${message}'`,
  );
}
