import { philox } from '@braggsim/core/random';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Uniform deviates in (0, 1) of one field of one shot, by their number. */
export type Deviates = (index: number) => number;

/** Number of values that a word of a counter has. */
const WORD = 2 ** 32;

/**
 * Creates the uniform deviates of a field, or of another named draw, for any shot. They are a pure function of seed, name and
 * shot: Philox 4x32-10 with the key (seed, h0) and the counter (shot mod 2^32, block, floor(shot / 2^32), h1), where h0 and h1
 * are the first two little-endian words of the SHA-256 of the name. Each block of four words gives two deviates of 53 bits.
 *
 * @param seed whole number from 0 to 2^31 - 2
 * @param name path of a field, or of the group that draws it
 */
export function deviatesOf(seed: number, name: string): (shot: number) => Deviates {
  const hash = sha256(utf8ToBytes(name));
  const words = new DataView(hash.buffer, hash.byteOffset);
  const key = Uint32Array.of(seed, words.getUint32(0, true));
  const last = words.getUint32(4, true);
  return (shot) => {
    const counter = Uint32Array.of(shot % WORD, 0, Math.floor(shot / WORD), last);
    const block = new Uint32Array(4);
    let current = -1;
    return (index) => {
      const wanted = index >> 1;
      if (wanted !== current) {
        counter[1] = wanted;
        philox(counter, key, block);
        current = wanted;
      }
      const at = 2 * (index & 1);
      const high = (block[at] as number) >>> 5;
      const low = (block[at + 1] as number) >>> 6;
      return (high * 2 ** 26 + low + 0.5) / 2 ** 53;
    };
  };
}
