import { isBraggsimError } from '@braggsim/core';
import { expect, test } from 'vitest';
import { checkCProgram } from './c-program';
import { describeMachine } from './machine';
import { ROOT } from './paths';

/** Expects an error of usage whose message matches. */
const usage = (pattern: RegExp) => (error: unknown) => isBraggsimError(error, 'usage') && pattern.test(error.message);

test('a commit that git does not know, and a C program that is not there, are errors of usage', async () => {
  const describe = async (beside: object) => describeMachine({ clock: 'wall', ...beside });
  await expect(describe({ against: 'no-such-commit' })).rejects.toSatisfy(
    usage(/^expected a commit for --against, found 'no-such-commit'/),
  );
  await expect(describe({ cProgram: '/nowhere/nanoBragg' })).rejects.toSatisfy(
    usage(/^expected the path of a built nanoBragg in NANOBRAGG_C, found '\/nowhere\/nanoBragg': ENOENT/),
  );
  expect((await describe({ against: 'HEAD' })).against).toMatch(/^[0-9a-f]{12}$/);
});

test.each([
  ['ends without an image', ['-e', '0', '--']],
  ['fails', ['-e', 'process.exit(3)', '--']],
])('a program that %s is no C program', async (_, argv) => {
  await expect(checkCProgram(process.execPath, argv, `${ROOT}benchmarks`)).rejects.toSatisfy(
    usage(/^expected a built nanoBragg in NANOBRAGG_C, found '.*', which writes no image: /),
  );
});
