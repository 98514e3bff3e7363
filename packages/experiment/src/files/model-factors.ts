import { type BraggsimError, usageError, type Warning } from '@braggsim/core';
import type { FcalcOptions, MergedReflections, Model } from '@braggsim/reflections/coordinates';

/** What amplitudes of a model depend on, besides the code that calculates them. */
export interface FactorRequest {
  /** Contents of the file of the model. */
  readonly bytes: Uint8Array;
  /** Text of all settings. */
  readonly settings: string;
}

/** Amplitudes of the unique reflections of a model. */
export interface ModelFactors {
  readonly factors: MergedReflections;
  /** Warning that amplitudes would be others with the SCALE matrix of the file; absent where they would not. */
  readonly scale?: Warning | undefined;
}

/** Keeps amplitudes of models. */
export interface FactorStore {
  /** Returns what was kept, or undefined. */
  find(request: FactorRequest): ModelFactors | undefined;
  keep(request: FactorRequest, factors: ModelFactors): void;
}

/** Makes the error for a model without a resolution limit. */
export const withoutLimit = (model: string): BraggsimError =>
  usageError(`a model needs a resolution limit: give --dmin (A) beside --model ${model}`);

/** Calculates the amplitudes of a model, or takes them from a store. @param name name of its file, for messages */
export async function modelFactors(
  model: Model,
  name: string,
  options: FcalcOptions,
  { bytes, settings }: FactorRequest,
  store: FactorStore | undefined,
): Promise<ModelFactors> {
  // The message about the matrix names the file.
  const request = { bytes, settings: model.byScale ? `${settings} ${name}` : settings };
  const known = store?.find(request);
  if (known) return known;
  const { amplitudes, scaleDifference, structureFactors } = await import('@braggsim/reflections/coordinates');
  const found = structureFactors(model, options);
  const scale = scaleDifference(model, name, options);
  const { h, k, l } = found;
  const result = { factors: { h, k, l, ...amplitudes(found) }, ...(scale && { scale }) };
  store?.keep(request, result);
  return result;
}
