import type { Plan } from '@braggsim/core/kernel';
import { expect } from 'vitest';
import type { Trial } from '../random-experiment.fixture';
import { type Comparison, compareDerivatives, compareImages, type Precision } from './native-bytes.fixture';

/** A precision and a width of vectors, bits. */
interface Computation {
  readonly precision: Precision;
  readonly vectorBits: number;
  /** Whether products and sums may be fused, true by default. */
  readonly relaxedSimd?: boolean;
}

function expectEqual(
  [comparison]: readonly Comparison[],
  { precision, vectorBits, relaxedSimd = true }: Computation,
  name: string,
): number {
  const how = `in ${precision} with ${vectorBits} bits${relaxedSimd ? '' : ', nothing fused,'} for ${name}`;
  expect(comparison?.difference, how).toBeUndefined();
  return comparison?.values ?? 0;
}

/** Computes a plan in WebAssembly and in native code, which have to agree in every bit; returns how many values the images have. */
export async function expectSameBytes(plan: Plan, computation: Computation, name: string): Promise<number> {
  const { precision, vectorBits, relaxedSimd } = computation;
  return expectEqual(await compareImages(plan, precision, [vectorBits], relaxedSimd), computation, name);
}

/** Computes derivatives in WebAssembly and in native code, which have to agree in every bit; returns how many values they have. */
export async function expectSameDerivatives(
  trial: Trial,
  computation: Computation,
  parameters?: readonly string[],
): Promise<number> {
  const { precision, vectorBits } = computation;
  const comparisons = await compareDerivatives(trial, precision, [vectorBits], parameters);
  return expectEqual(comparisons, computation, trial.name);
}
