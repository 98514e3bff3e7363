import {
  type Readout,
  type ReadoutContext,
  type StageRequest,
  type StageValues,
  stageParameters,
  usageError,
} from '@braggsim/core';
import { fromRegistry, type Registry } from '@braggsim/core/kernel';
import { adaptiveGain, decodeGain } from './adaptive-gain';
import { digitize, keepsWords } from './digitize';
import { noiseStages } from './stages';

/** A stage of a chain with its parameters. */
export interface ChainLink {
  readonly stage: Readout;
  readonly params: StageValues;
}

/**
 * Looks up the stages of a chain and checks their parameters. The caller reads the files that stages name (`file`), and
 * passes their pixels as `pixels`.
 *
 * @throws BraggsimError (`usage`) for a stage or parameter that does not exist, or a value out of range
 */
export async function readoutChain(
  requests: readonly StageRequest[],
  stages: Registry<Readout> = noiseStages,
): Promise<ChainLink[]> {
  const chain = await Promise.all(
    requests.map(async ({ kind, pixels, ...given }) => {
      const stage = await fromRegistry(stages, kind, 'readout stage');
      const values = stageParameters(`readout stage '${kind}'`, stage.params, given);
      stage.check?.(values);
      return { stage, params: { ...values, ...(pixels !== undefined && { pixels }) } };
    }),
  );
  checkWords(chain);
  return chain;
}

/**
 * Checks that no stage changes the words of `adaptiveGain`, which include gain bits.
 *
 * @throws BraggsimError (`usage`) where `digitize` would change them
 */
function checkWords(chain: readonly ChainLink[]): void {
  let areWords = false;
  for (const { stage, params } of chain) {
    if (areWords && stage === digitize && !keepsWords(params)) {
      throw usageError(
        'digitize would change the words of adaptiveGain: give it offset 0 and a sample type that holds 16 bits, or omit it',
      );
    }
    if (stage === adaptiveGain) areWords = true;
    if (stage === decodeGain) areWords = false;
  }
}

/** Numbers the stages of each kind in their order, from 0: the occurrence that keys their random draws. */
export const occurrencesIn = (chain: readonly ChainLink[]): number[] =>
  chain.map(({ stage: { id } }, place) => chain.slice(0, place).filter(({ stage }) => stage.id === id).length);

/** Applies a chain to a panel, in place, or to a band of its rows when all of its stages are `pixelwise`. */
export function applyChain(
  chain: readonly ChainLink[],
  values: Float32Array | Float64Array,
  context: ReadoutContext,
): void {
  const occurrences = occurrencesIn(chain);
  for (const [i, { stage, params }] of chain.entries()) {
    stage.apply(values, params, { ...context, occurrence: occurrences[i] as number });
  }
}

/** Tells whether a chain may be applied to each band of rows separately. */
export const isPixelwise = (chain: readonly ChainLink[]): boolean =>
  chain.every(({ stage, params }) => stage.pixelwise?.(params) === true);
