import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { adler32, deflated, shuffled } from './deflate';

/** Random numbers from a fixed seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const next = random(3);
const filled = (length: number, value: (i: number) => number) => Uint8Array.from({ length }, (_, i) => value(i));

describe('deflated', () => {
  const inputs: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['one byte', Uint8Array.of(7)],
    ['one value', new Uint8Array(100_000).fill(9)],
    ['all values alike', filled(50_000, () => Math.floor(256 * next()))],
    ['a steep distribution', filled(50_000, () => Math.min(255, Math.floor(-12 * Math.log(next()))))],
    ['runs of all lengths', filled(140_000, (i) => Math.floor(Math.sqrt(8 * i + 1)) % 251)],
    ['counts like Fibonacci numbers, whose codes are the longest', fibonacci()],
  ];

  it.each(inputs)('is read back by zlib: %s', (_, bytes) => {
    for (const parts of [1, 2, 4]) {
      if (bytes.length % parts > 0) continue;
      expect(Buffer.compare(inflateSync(deflated(bytes, parts)), bytes)).toBe(0);
    }
  });

  it('comes close to the entropy of independent bytes, and makes little of runs', () => {
    const bytes = filled(200_000, () => Math.floor(20 + 10 * (next() + next() + next())));
    const counts = new Map<number, number>();
    for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
    const bits = [...counts.values()].reduce((sum, n) => sum - n * Math.log2(n / bytes.length), 0);
    expect(deflated(bytes).length).toBeLessThan((1.02 * bits) / 8 + 200);
    expect(deflated(new Uint8Array(1e6)).length).toBeLessThan(1500);
  });
});

it('computes the checksum of zlib', () => {
  expect(adler32(new TextEncoder().encode('Wikipedia'))).toBe(0x11e60398);
  expect(adler32(new Uint8Array(1e6).fill(255))).toBe(inflatedSum(new Uint8Array(1e6).fill(255)));
});

it('puts the bytes of equal weight together', () => {
  expect([...shuffled(Uint16Array.of(0x0102, 0x0304, 0x0506), 2)]).toEqual([2, 4, 6, 1, 3, 5]);
  expect([...shuffled(Uint32Array.of(0x01020304, 0x05060708), 4)]).toEqual([4, 8, 3, 7, 2, 6, 1, 5]);
});

/** The checksum at the end of a stream of zlib itself. */
function inflatedSum(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** Bytes whose counts grow so fast that unlimited codes would be longer than deflate permits. */
function fibonacci(): Uint8Array {
  const counts = [1, 1];
  while (counts.length < 24) counts.push((counts.at(-1) as number) + (counts.at(-2) as number));
  const bytes = counts.flatMap((count, value) => Array.from({ length: count }, () => value));
  for (let i = bytes.length - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * next());
    [bytes[i], bytes[j]] = [bytes[j] as number, bytes[i] as number];
  }
  return Uint8Array.from(bytes.slice(0, 4 * Math.floor(bytes.length / 4)));
}
