import { compensatedAdd } from '@braggsim/formula/emit';
import type { Code, Local } from '@braggsim/formula/wasm';

/** Writes instructions that leave a vector on the stack. */
type Push = () => void;

/**
 * Adds the batch of some pixels to their sum, less what rounding has added to the sum so far (compensated summation).
 *
 * @param pixel offset in bytes from the first pixel of the tile
 */
export function addBatch(
  code: Code,
  format: 'f64x2' | 'f32x4',
  pixel: Local,
  { sumAt, batchAt, lostAt }: { readonly sumAt: number; readonly batchAt: number; readonly lostAt: number },
): void {
  const load = (address: number) => () => void code.get(pixel).memory('v128.load', address);
  const binary = (name: 'add' | 'sub') => (a: Push, b: Push) => () => {
    a();
    b();
    code.op(`${format}.${name}`);
  };
  const keep = (value: Push): Push => {
    const kept = code.local('v128');
    value();
    code.set(kept);
    return () => void code.get(kept);
  };
  const { sum, excess } = compensatedAdd(
    { add: binary('add'), sub: binary('sub'), keep },
    { sum: load(sumAt), excess: load(lostAt) },
    load(batchAt),
  );
  code.get(pixel);
  sum();
  code.memory('v128.store', sumAt);
  code.get(pixel);
  excess();
  code.memory('v128.store', lostAt);
}
