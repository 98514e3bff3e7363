import type { Code, Local } from '@braggsim/formula/graph';

/**
 * Adds the batch of some pixels to their sum, less what rounding lost of the sum so far (Kahan's summation).
 *
 * @param pixel bytes from the first pixel of the tile, behind the address of each buffer
 */
export function addBatch(
  code: Code,
  format: 'f64x2' | 'f32x4',
  pixel: Local,
  { sumAt, batchAt, lostAt }: { readonly sumAt: number; readonly batchAt: number; readonly lostAt: number },
): void {
  const [batch, before, after] = [code.local('v128'), code.local('v128'), code.local('v128')];
  const load = (address: number) => code.get(pixel).memory('v128.load', address);
  load(batchAt);
  load(lostAt).op(`${format}.sub`).set(batch);
  load(sumAt).tee(before).get(batch).op(`${format}.add`).set(after);
  code.get(pixel).get(after).memory('v128.store', sumAt);
  code
    .get(pixel)
    .get(after)
    .get(before)
    .op(`${format}.sub`)
    .get(batch)
    .op(`${format}.sub`)
    .memory('v128.store', lostAt);
}
