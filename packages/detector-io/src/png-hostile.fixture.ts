import { deflateSync } from 'node:zlib';
import { joined } from '@braggsim/testkit';
import { ascii } from './bytes';

/** PNG files that are built to cause damage. */

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Returns the checksum of a PNG chunk (CRC-32). */
function crc(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

const word = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
};

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = joined([ascii(type), data]);
  return joined([word(data.length), typed, word(crc(typed))]);
}

const header = (fast: number, slow: number, depth = 8, colour = 0, interlace = 0): Uint8Array =>
  chunk('IHDR', joined([word(fast), word(slow), Uint8Array.of(depth, colour, 0, 0, interlace)]));
const pixels = (count: number): Uint8Array => chunk('IDAT', new Uint8Array(deflateSync(new Uint8Array(count))));
const file = (...chunks: readonly Uint8Array[]): Uint8Array =>
  joined([SIGNATURE, ...chunks, chunk('IEND', new Uint8Array())]);

const MIB = 2 ** 20;

/** Returns a grey image of 2 x 3 pixels with an additional chunk. */
export const pngWith = (type: string, data: Uint8Array): Uint8Array =>
  file(header(3, 2), chunk(type, data), pixels(2 * 4));

/** A PNG file with a colour profile that unpacks to 64 MiB. */
export const PROFILE_BOMB = pngWith(
  'iCCP',
  joined([ascii('p\0\0'), new Uint8Array(deflateSync(new Uint8Array(64 * MIB)))]),
);

export const BROKEN_PNGS: Readonly<Record<string, Uint8Array>> = {
  'a billion pixels': file(header(2 ** 15, 2 ** 15), pixels(100)),
  'sides of four billion': file(header(2 ** 32 - 1, 2 ** 32 - 1), pixels(100)),
  'pixels that unpack to 64 MiB': file(header(3, 2), pixels(64 * MIB)),
  'fewer pixels than announced': file(header(3, 2), pixels(7)),
  'one pixel too many': file(header(3, 2), pixels(9)),
  'no pixels': file(header(3, 2)),
  'pixels before the header': file(pixels(8), header(3, 2)),
  'two headers': file(header(3, 2), header(300, 200), pixels(8)),
  interlaced: file(header(3, 2, 8, 0, 1), pixels(8)),
  'one bit per pixel': file(header(8, 2, 1), pixels(4)),
  'a palette': file(header(3, 2, 8, 3), chunk('PLTE', new Uint8Array(3)), pixels(8)),
  'a wrong checksum': file(header(3, 2), pixels(8)).map((byte, i) => (i === 32 ? byte ^ 1 : byte)),
  'a chunk of four billion bytes': joined([SIGNATURE, header(3, 2), word(2 ** 32 - 1), ascii('IDAT')]),
};
