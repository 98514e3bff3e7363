import { bench, describe } from 'vitest';
import { imageOf } from './fixture';
import { pgm } from './pgm';
import { png } from './png';
import { rawFloat } from './raw-float';
import { readSmv, writeSmv } from './smv';

const side = 1024;
const counts = imageOf(
  Uint16Array.from({ length: side * side }, (_, i) => (i % 97 === 0 ? 5000 : i % 60)),
  side,
  side,
);
const photons = imageOf(
  Float32Array.from({ length: side * side }, (_, i) => (i % 97) / 3),
  side,
  side,
);
const grey = imageOf(new Uint8Array(side * side), side, side);
const header = writeSmv(counts)[0] as Uint8Array;
const file = new Uint8Array(header.length + 2 * side * side);
file.set(header);

describe('1024 x 1024 pixels', () => {
  bench('write SMV', () => void writeSmv(counts));
  bench('write SMV from float', () => void writeSmv(imageOf(new Float32Array(side * side), side, side)));
  bench('read SMV', () => void readSmv(file));
  bench('write raw float', () => void rawFloat.encode?.(photons, {}));
  bench('write PGM', () => void pgm.encode?.(grey, {}));
  bench('write PNG, colour', () => void png.encode?.(photons, {}));
  bench('write PNG, 16-bit grey', () => void png.encode?.(counts, { style: 'grey16' }));
});
