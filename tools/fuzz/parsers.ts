import { isBraggsimError } from '@braggsim/core';
import { ingestHeader, readPgm, readRawFloat, readSmv, writePgm } from '@braggsim/detector-io';
import { parseMatrix } from '@braggsim/lattice';
import { parseHkl, readCache, writeCache } from '@braggsim/reflections';
import { parseSources } from '@braggsim/sources';
import { hostileNumbers, joined, mutations, referenceInput } from '@braggsim/testkit';

const LIMITS = { maxBytes: 2 ** 20 };

/** A parser, a good file for it, and what a file that it takes may come to. */
export interface Parser {
  readonly sample: Uint8Array;
  /** Parses and returns how many values came out of it. */
  readonly parse: (bytes: Uint8Array) => number;
  /** Most values that a byte of the file can give: more would be made up, or memory that a header asked for. */
  readonly valuesPerByte: number;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);
const smv = joined([
  bytes(
    '{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=little_endian;\nTYPE=unsigned_short;\nSIZE1=4;\nSIZE2=3;\nPIXEL_SIZE=0.1;\nDISTANCE=100;\nWAVELENGTH=1;\nBEAM_CENTER_X=0.2;\nBEAM_CENTER_Y=0.2;\nPHI=0;\n}\f'.padEnd(
      512,
    ),
  ),
  new Uint8Array(24).fill(7),
]);
const hkl = bytes('# h k l F\n1 2 3 40.5\n-1,-2,-3,7e2 0.1\r\n4.0 5 6 8 ! end\n10 20 30 40\n');

/** Every parser of input files that runs without a library. */
export const PARSERS: Readonly<Record<string, Parser>> = {
  'SMV image': { sample: smv, parse: (b) => readSmv(b, LIMITS).pixels.length, valuesPerByte: 1 },
  'SMV geometry': { sample: smv, parse: (b) => ingestHeader(b, 'img', LIMITS).mask?.length ?? 0, valuesPerByte: 1 },
  'SMV mask': { sample: smv, parse: (b) => ingestHeader(b, 'mask', LIMITS).mask?.length ?? 0, valuesPerByte: 1 },
  'raw float': { sample: new Uint8Array(48), parse: (b) => readRawFloat(b, [3, 4], LIMITS).length, valuesPerByte: 1 },
  PGM: {
    sample: joined(
      writePgm(
        Uint8Array.from({ length: 99 }, (_, i) => i),
        [9, 11],
        0.5,
      ),
    ),
    parse: (b) => readPgm(b, LIMITS).pixels.length,
    valuesPerByte: 1,
  },
  HKL: { sample: hkl, parse: (b) => parseHkl(b, LIMITS).count, valuesPerByte: 1 },
  'HKL stream': { sample: hkl, parse: (b) => parseHkl(b, { ...LIMITS, stream: true }).count, valuesPerByte: 1 },
  cache: {
    sample: writeCache(parseHkl('0 0 0 1\n1 1 1 2\n'), 0),
    parse: (b) => readCache(b).count,
    valuesPerByte: 1,
  },
  sources: { sample: referenceInput('src5.txt'), parse: (b) => parseSources(text(b)).length, valuesPerByte: 1 },
  matrix: {
    sample: bytes('# A\n0.01 0 0\n0 .02 0\r\n0 0 3e-2\n  0.0 0.0 0.0\n'),
    parse: (b) => parseMatrix(text(b)).value.length,
    valuesPerByte: 1,
  },
};

export interface FuzzResult {
  readonly read: number;
  readonly refused: number;
  /** What went wrong, with the file: must be empty. */
  readonly failures: readonly string[];
}

/** Feeds damaged copies of its sample to a parser: each is read, or refused with an error about the data. */
export function fuzz({ sample, parse, valuesPerByte }: Parser, count: number): FuzzResult {
  let [read, refused] = [0, 0];
  const failures: string[] = [];
  const attempt = (file: Uint8Array) => {
    try {
      const values = parse(file);
      if (!(values <= valuesPerByte * file.length)) failures.push(`${values} values: ${JSON.stringify(text(file))}`);
      read++;
    } catch (error) {
      if (!isBraggsimError(error, 'data')) failures.push(`${error}: ${JSON.stringify(text(file))}`);
      refused++;
    }
  };
  for (const file of mutations(sample, count)) attempt(file);
  for (const file of hostileNumbers(sample)) attempt(file);
  return { read, refused, failures: failures.slice(0, 3) };
}
