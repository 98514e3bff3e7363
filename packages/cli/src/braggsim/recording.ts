import { fromRegistry, type ReadoutContext, type StageRequest } from '@braggsim/core';
import { DEFAULT_OFFSET, digitize, FULL_SCALE, noiseStages } from '@braggsim/noise';

type Roi = readonly [number, number, number, number];

/** What a digitizing stage is set to. */
export interface Digitizing {
  /** ADU */
  readonly offset: number;
  /** Largest recorded value, ADU. */
  readonly maximum: number;
}

/** The stage with the width of its numbers spelled out as their largest value. */
function plainStage({ bits, ...stage }: StageRequest): StageRequest {
  return typeof bits === 'number' ? { maximum: 2 ** bits - 1, ...stage } : stage;
}

/** What the digitizing stage of a chain is set to; undefined when the chain has none. */
export function digitizing(chain: readonly StageRequest[]): Digitizing | undefined {
  const stage = chain.find(({ kind }) => kind === digitize.id);
  if (!stage) return undefined;
  const { offset = DEFAULT_OFFSET, maximum = FULL_SCALE } = plainStage(stage);
  return { offset: offset as number, maximum: maximum as number };
}

/** Pixels that were not computed are 0 in every file. */
function clearOutside(values: Float64Array, [slow, fast]: readonly [number, number], roi: Roi): void {
  const [firstFast, lastFast, firstSlow, lastSlow] = roi;
  for (let s = 0; s < slow; s++) {
    const row = values.subarray(s * fast, (s + 1) * fast);
    if (s < firstSlow || s > lastSlow) row.fill(0);
    row.fill(0, 0, firstFast);
    row.fill(0, lastFast + 1);
  }
}

/**
 * Takes values through a chain of readout stages; without stages they stay as they are.
 *
 * @param values [slow, fast]; left alone
 * @throws BraggsimError (`usage`) for a stage that does not exist
 */
export async function record(
  values: Float32Array | Float64Array,
  chain: readonly StageRequest[],
  context: ReadoutContext,
  roi: Roi,
): Promise<Float32Array | Float64Array> {
  if (chain.length === 0) return values;
  const recorded = Float64Array.from(values);
  for (const { kind, ...params } of chain.map(plainStage)) {
    (await fromRegistry(noiseStages, kind, 'readout stage')).apply(recorded, params, context);
  }
  clearOutside(recorded, context.shape, roi);
  return recorded;
}
