import { readFileSync } from 'node:fs';
import { referenceCases } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { compatibilityDifferences, reproduceC } from './differences';
import { contentHash } from './hash';
import { buildPlan } from './plan';
import { inputsOf } from './reference.fixture';

/** Cases that differ on purpose, with the cause: the list of the parity runner. */
const EXPECTED: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../../tools/parity/expected.json', import.meta.url), 'utf8'),
);
const cases = referenceCases();

test('every expected difference is about a case that there is', () => {
  const ids = cases.map(({ id }) => id);
  for (const id of Object.keys(EXPECTED)) expect(ids).toContain(id);
});

// Whether the images of all cases are those of the C program to 1e-6 is left to `npm run parity`, which computes them by this kernel, too.
describe.each(cases.map((c) => ({ id: c.id, c })))('$id', ({ c }) => {
  test('what the corrected plan changes, restored, is the plan of the C program', async () => {
    const inputs = inputsOf(c);
    const right = { ...c.experiment, compat: 'corrected' as const };
    const ids = compatibilityDifferences(right, inputs, 'c').map((option) => option.id);
    // With two right angles both forms of the reciprocal cell are the same but for their last digits.
    const back = reproduceC(right, [...ids, 'cellReciprocal']);
    const [plan, expected] = [await buildPlan(back, inputs), await buildPlan(c.experiment, inputs)];
    expect(contentHash({ ...plan.plan, ...plan.metadata })).toBe(
      contentHash({ ...expected.plan, ...expected.metadata }),
    );
  });
});
