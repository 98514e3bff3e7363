import { expect, test } from 'vitest';
import { closingLine, countTests, failUnlessRun, isAllSkipped, readClosingLine, sumCounts } from './counts.mjs';

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
});

test('tests of all files are counted; pending, todo and disabled ones are skipped', () => {
  const testResults = [file('passed', 'passed', 'passed', 'pending', 'todo'), file('failed', 'failed', 'passed')];
  expect(countTests({ testResults })).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test('a file that does not load counts as a failure', () => {
  expect(countTests({ testResults: [file('failed'), file('passed', 'passed')] })).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

test('the last closing line of an output is read', () => {
  const counts = sumCounts([
    { passed: 1, failed: 2, skipped: 3 },
    { passed: 10, failed: 20, skipped: 30 },
  ]);
  expect(closingLine(counts)).toBe('11 passed, 22 failed, 33 skipped');
  expect(readClosingLine(`1 passed, 0 failed, 0 skipped\ntable\n${closingLine(counts)}\n`)).toEqual(counts);
  expect(readClosingLine('3 passed')).toBeUndefined();
});

test.each([
  ['some were', { passed: 1, failed: 0, skipped: 2 }, false],
  ['one failed', { passed: 0, failed: 1, skipped: 2 }, false],
  ['none was found', { passed: 0, failed: 0, skipped: 0 }, true],
  ['all were skipped', { passed: 0, failed: 0, skipped: 2 }, true],
])('tests that should run are a failure unless some were run: %s', (_, counts, isFailure) => {
  expect(failUnlessRun(counts)).toEqual({ ...counts, failed: counts.failed + (isFailure ? 1 : 0) });
  expect(isAllSkipped(counts)).toBe(isFailure && counts.skipped > 0);
});
