import { dataError } from '@braggsim/core';
import { expect, test } from 'vitest';
import { report } from './command';

function reported(error: unknown): { readonly code: number; readonly text: string } {
  const lines: string[] = [];
  const code = report('nanoBragg', error, { err: (line) => lines.push(line) });
  return { code, text: lines.join('') };
}

test('invalid input is reported in one line', () => {
  expect(reported(dataError({ message: 'no such file', cause: new Error('ENOENT') }))).toEqual({
    code: 9,
    text: 'nanoBragg: no such file\n',
  });
});

test('an internal error is reported with its trace and those of its causes', () => {
  const { code, text } = reported(new Error('a worker failed', { cause: new TypeError('not a function') }));
  expect(code).toBe(1);
  expect(text).toMatch(/^nanoBragg: internal error; please report .*\nError: a worker failed\n {4}at /);
  expect(text).toMatch(/\ncaused by: TypeError: not a function\n {4}at /);
});
