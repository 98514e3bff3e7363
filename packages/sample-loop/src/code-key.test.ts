import type { FixedPlan, PanelPlan } from '@braggsim/core/kernel';
import { loops } from '@braggsim/formula/graph';
import { expect, test } from 'vitest';
import { codeKey } from './code-key';

const term = (id: string, form: readonly number[] = []) => ({
  id,
  version: 1,
  constants: { form },
  specialization: {},
});
const panel = { surface: term('flat') } as unknown as PanelPlan;
const running = { places: false, sources: false, orientations: false };

/** The key of a crystal whose spots have a form. */
function keyOf(form: readonly number[], spotCutoff?: number): string {
  const plan = { shape: term('gauss', form), structure: term('uniform'), factors: [], backgrounds: [], tables: {} };
  const fixed = { ...plan, dMin: 0, layers: 1, ...(spotCutoff && { spotCutoff }) } as unknown as FixedPlan;
  const terms = { shape: {} } as Parameters<typeof codeKey>[0]['terms'];
  return codeKey({ fixed, terms }, panel, running, 'single', loops());
}

test('zeros in the form of a spot have no code of their own where spots have a cutoff', () => {
  const [zeros, noise] = [
    [240, 240, 1060, 0, 0, 0],
    [240, 240, 1060, -2.5e-14, 0, -8e-14],
  ] as const;
  expect(keyOf(zeros, 1e-5)).toBe(keyOf(noise, 1e-5));
  expect(keyOf(zeros)).not.toBe(keyOf(noise));
});
