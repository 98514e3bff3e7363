import { expect } from 'vitest';

/**
 * Fails the test unless a condition holds: for conditions that suites check many thousand times, since a call of `expect` takes longer than
 * most formulas, and a message that is not needed is not made.
 */
export function ensure(holds: boolean, message: () => string): void {
  if (!holds) expect.fail(message());
}
