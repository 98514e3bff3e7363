import type { ErrorTag } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { type ReadingLimits, underLimits } from '../limits';
import { damaged } from '../mutations';
import { cut, expectRefusal, readOrRefuse } from './files';

export interface FormatExpectations<T> {
  /** Files that are as they should be. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly read: (bytes: Uint8Array) => T;
  /** Writes what was read, for formats that are written as well. */
  readonly write?: (value: T) => Uint8Array | string;
  /** Looks at what came of a damaged file that was read. */
  readonly check?: (value: T) => void;
  /** Whether a file that ends early may pass for a shorter one, as a list may whose length is written nowhere. */
  readonly endsAnywhere?: boolean;
  /** Errors that say what is wrong with a file; `data` where people do not write it. */
  readonly refusals?: readonly ErrorTag[];
  /** Files that are wrong in a way of their own. */
  readonly broken?: Readonly<Record<string, Uint8Array | string>>;
  /** Damaged files to try. */
  readonly mutations?: number;
  readonly limits?: Partial<ReadingLimits>;
}

const MUTATIONS = 500;

const bytesOf = (file: Uint8Array | string): Uint8Array =>
  typeof file === 'string' ? new TextEncoder().encode(file) : file;

/** What every reader of files other than images must keep to; `describeCodec` is for those. */
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
    test.each(cases)('$title: is read, the same each time, and stays as it was', ({ file }) => {
      const before = file.slice();
      const value = read(file);
      check(value);
      expect(read(file)).toStrictEqual(value);
      expect(file).toStrictEqual(before);
    });

    if (write) {
      test.each(cases)('$title: comes back as it went', ({ file }) => {
        const value = read(file);
        const written = bytesOf(write(value));
        expect(read(written)).toStrictEqual(value);
        expect(bytesOf(write(read(written)))).toStrictEqual(written);
      });
    }

    test.each(cases)('$title: one that ends too early is refused', ({ file }) => {
      const refused = (part: Uint8Array) =>
        expectRefusal(() => read(part), `cut at ${part.length} of ${file.length}`, refusals);
      underLimits(cut(file), endsAnywhere ? attempt : refused, limits);
      refused(file.subarray(0, 0));
    });

    test.each(cases)('$title: damage gives values or an error that says so, within bounds', ({ file }) => {
      underLimits(damaged(file, expectations.mutations ?? MUTATIONS), attempt, limits);
    });

    test.each(Object.entries(broken))('broken: %s', (title, file) => {
      underLimits([bytesOf(file)], (bytes) => expectRefusal(() => read(bytes), title, refusals), limits);
    });
  });
}
