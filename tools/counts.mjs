/**
 * Numbers of checks or tests that passed, failed and were skipped.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * The part of vitest's JSON report that is counted.
 *
 * @typedef {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} VitestReport
 */

/**
 * @param {readonly Counts[]} parts
 * @returns {Counts}
 */
export function sumCounts(parts) {
  /** @param {keyof Counts} key */
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** @param {boolean} passed */
export function countOne(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/**
 * Counts the tests of a report. A file that fails without a failed test, because it does not load, counts as a failure.
 *
 * @param {VitestReport} report
 * @returns {Counts}
 */
export function countTests({ testResults }) {
  const files = testResults.map(({ status, assertionResults }) => {
    /** @param {string} expected */
    const count = (expected) => assertionResults.filter((result) => result.status === expected).length;
    const [passed, failed] = [count('passed'), count('failed')];
    const skipped = assertionResults.length - passed - failed;
    return { passed, failed: status === 'failed' ? Math.max(1, failed) : failed, skipped };
  });
  return sumCounts(files);
}

/** @param {Counts} counts */
export function isAllSkipped({ passed, failed, skipped }) {
  return skipped > 0 && passed + failed === 0;
}

/**
 * Counts of tests that should run here, with a failure added where there was none, or all of them were skipped.
 *
 * @param {Counts} counts
 */
export function failUnlessRun(counts) {
  return counts.passed + counts.failed === 0 ? sumCounts([counts, countOne(false)]) : counts;
}

/** @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Reads the counts of the last closing line in the output of a program; undefined if there is none.
 *
 * @param {string} output
 * @returns {Counts | undefined}
 */
export function readClosingLine(output) {
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped\s*$/gm)].at(-1);
  return line && { passed: Number(line[1]), failed: Number(line[2]), skipped: Number(line[3]) };
}
