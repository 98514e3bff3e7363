import type { ErrorTag } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { type ReadingLimits, underLimits } from '../limits';
import { damaged } from '../mutations';
import { expectRefusal, readOrRefuse, truncated } from './files';

/** Expectations of a reader, and writer, of one file format. */
export interface FormatExpectations<T> {
  /** Valid files, by name. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  /** Reads a file. */
  readonly read: (bytes: Uint8Array) => T;
  /** Writes a value that was read, for formats that can be written. */
  readonly write?: (value: T) => Uint8Array | string;
  /** Checks a value that was read, also from a damaged file. */
  readonly check?: (value: T) => void;
  /** Whether a truncated file may be valid, as a list whose length is not stored. */
  readonly endsAnywhere?: boolean;
  /** Tags of the errors for an invalid file. Default `data`. */
  readonly refusals?: readonly ErrorTag[];
  /** Invalid files, by what is wrong with them. */
  readonly broken?: Readonly<Record<string, Uint8Array | string>>;
  /** Number of damaged files to test. */
  readonly mutations?: number;
  readonly limits?: Partial<ReadingLimits>;
}

const MUTATIONS = 60;

const bytesOf = (file: Uint8Array | string): Uint8Array =>
  typeof file === 'string' ? new TextEncoder().encode(file) : file;

/** Declares the tests that every reader of files other than images must pass; `describeCodec` is for images. */
export function describeFormat<T>(name: string, expectations: FormatExpectations<T>): void {
  const {
    files,
    read,
    write,
    check = () => undefined,
    endsAnywhere = false,
    broken = {},
    limits,
    refusals,
  } = expectations;
  const cases = Object.entries(files).map(([title, file]) => ({ title, file: bytesOf(file) }));
  const attempt = (file: Uint8Array) => readOrRefuse(() => check(read(file)), refusals);

  describe(`format ${name}`, () => {
    test.each(cases)('$title: reads the same value each time and does not change the file', ({ file }) => {
      const before = file.slice();
      const value = read(file);
      check(value);
      expect(read(file)).toStrictEqual(value);
      expect(file).toStrictEqual(before);
    });

    if (write) {
      test.each(cases)('$title: round-trips', ({ file }) => {
        const value = read(file);
        const written = bytesOf(write(value));
        expect(read(written)).toStrictEqual(value);
        expect(bytesOf(write(read(written)))).toStrictEqual(written);
      });
    }

    test.each(cases)('$title: a truncated file is rejected', ({ file }) => {
      const refused = (part: Uint8Array) =>
        expectRefusal(() => read(part), `truncated at ${part.length} of ${file.length}`, refusals);
      underLimits(truncated(file), endsAnywhere ? attempt : refused, limits);
      refused(file.subarray(0, 0));
    });

    test.each(cases)('$title: a damaged file gives a value or a BraggsimError, within the limits', ({ file }) => {
      underLimits(damaged(file, expectations.mutations ?? MUTATIONS), attempt, limits);
    });

    test.each(Object.entries(broken))('broken: %s', (title, file) => {
      underLimits([bytesOf(file)], (bytes) => expectRefusal(() => read(bytes), title, refusals), limits);
    });
  });
}
