import { random } from './random';

/** Number of bytes at the start of a file, where headers are, that receive most of the damage. */
const HEADER_BYTES = 600;

/**
 * Iterates over `count` damaged copies of a file, the same in every run: with bytes changed, digits exchanged, and ranges of
 * bytes truncated, repeated or removed.
 *
 * @param headerBytes number of bytes at the start of the file that receive most of the damage
 */
export function* mutations(file: Uint8Array, count: number, headerBytes = HEADER_BYTES): Generator<Uint8Array> {
  const { below } = random();
  for (let i = 0; i < count; i++) {
    let bytes: Uint8Array = file.slice();
    for (let edit = below(6); edit >= 0; edit--) {
      const at = below(below(5) > 0 ? Math.min(bytes.length, headerBytes) : bytes.length);
      const kind = below(6);
      if (kind === 0) bytes[at] = below(256);
      if (kind === 1) bytes[at] = 48 + below(10);
      if (kind === 2) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
      if (kind === 3) bytes = bytes.slice(0, at);
      if (kind === 4) bytes = joined([bytes.slice(0, at), bytes.slice(at + 1 + below(40))]);
      if (kind === 5) bytes = joined([bytes.slice(0, at), bytes.slice(Math.max(0, at - below(20)))]);
    }
    yield bytes;
  }
}

/** Concatenates the bytes of several chunks. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Texts that replace numbers of a header. */
const HOSTILE_NUMBERS = ['0', '-1', '65536', '2147483648', '4294967297', '9007199254740993', '1e308', 'NaN', ''];

/** Iterates over copies of a file in each of which one number of the header is replaced by an impossible one. */
export function* hostileNumbers(file: Uint8Array): Generator<Uint8Array> {
  const header = String.fromCharCode(...file.subarray(0, HEADER_BYTES));
  for (const { 0: digits, index } of header.matchAll(/\d+/g)) {
    for (const number of HOSTILE_NUMBERS) {
      const bytes = Uint8Array.from(number, (letter) => letter.charCodeAt(0));
      yield joined([file.subarray(0, index), bytes, file.subarray(index + digits.length)]);
    }
  }
}

/** Extreme values of a four-byte count or offset, in either byte order. */
const HOSTILE_WORDS = [
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0x7f, 0xff, 0xff, 0xff],
  [0, 0, 0, 0],
];

/** Iterates over copies of a file in each of which four bytes are replaced by an extreme value, at about `places` positions. */
export function* hostileWords(file: Uint8Array, places = HEADER_BYTES): Generator<Uint8Array> {
  const step = Math.max(1, file.length / places);
  for (let at = 0; at + 4 <= file.length; at += step) {
    for (const word of HOSTILE_WORDS) {
      const bytes = file.slice();
      bytes.set(word, Math.floor(at));
      yield bytes;
    }
  }
}

/** Iterates over copies of a file with every kind of damage: `count` with random changes, and those with impossible numbers. */
export function* damaged(file: Uint8Array, count: number): Generator<Uint8Array> {
  yield* mutations(file, count);
  yield* hostileNumbers(file);
  yield* hostileWords(file, Math.min(count, HEADER_BYTES));
}
