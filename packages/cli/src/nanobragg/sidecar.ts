import type { Experiment } from '@braggsim/experiment';
import type { BuiltPlan } from '@braggsim/simulate';
import { version } from '../terminal/version';
import type { Rendered } from './render';

/** Returns the request, the resolved values and the computation of a run as JSON, to be stored with its images. */
export function sidecarOf(
  argv: readonly string[],
  experiment: Experiment,
  { derived, compatibility, steps }: BuiltPlan,
  { kernel, arithmetic }: Rendered,
): Uint8Array {
  const how = { program: 'braggsim', version, kernel, arithmetic };
  const text = JSON.stringify({ ...how, argv, experiment, compatibility, steps, derived }, null, 2);
  return new TextEncoder().encode(`${text}\n`);
}
