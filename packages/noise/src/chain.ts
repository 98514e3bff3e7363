import {
  fromRegistry,
  type Readout,
  type ReadoutContext,
  type Registry,
  type StageRequest,
  type StageValues,
} from '@braggsim/core';
import { stageValues } from './stage-values';
import { noiseStages } from './stages';

/** A stage of a chain with its parameters. */
export interface ChainLink {
  readonly stage: Readout;
  readonly params: StageValues;
}

/**
 * The stages of a chain in their order, with their parameters checked. Files that stages name (`file`) are the caller's
 * to read: their pixels go in as `pixels`.
 *
 * @throws BraggsimError (`usage`) for a stage or parameter that does not exist, or a value out of range
 */
export async function readoutChain(
  requests: readonly StageRequest[],
  stages: Registry<Readout> = noiseStages,
): Promise<ChainLink[]> {
  return Promise.all(
    requests.map(async ({ kind, ...params }) => {
      const stage = await fromRegistry(stages, kind, 'readout stage');
      stageValues(stage.params, params);
      return { stage, params };
    }),
  );
}

/** Applies a chain to a panel, or to a band of its rows when all of its stages are `pixelwise`. */
export function applyChain(
  chain: readonly ChainLink[],
  values: Float32Array | Float64Array,
  context: ReadoutContext,
): void {
  for (const { stage, params } of chain) stage.apply(values, params, context);
}

/** Whether a chain may be applied to bands of rows one by one. */
export const isPixelwise = (chain: readonly ChainLink[]): boolean =>
  chain.every(({ stage, params }) => stage.pixelwise?.(params) === true);
