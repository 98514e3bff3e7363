import type { PlanDerivative, SourcePlan } from '@braggsim/core/kernel';
import type { Dual, Triple } from '@braggsim/formula';

type SourceDerivative = NonNullable<PlanDerivative['sources']>;

/** Derivatives of one constant by every parameter: a number, or the numbers of a list. */
export type Slopes = readonly (number | readonly number[] | undefined)[];

const entry = (value: number | readonly number[] | undefined, i: number): number =>
  (typeof value === 'number' ? value : value?.[i]) ?? 0;

/** Makes a dual number of a value and its derivatives. */
export const lift = (value: number, slopes: Slopes, i = 0): Dual => ({
  value,
  partials: slopes.map((s) => entry(s, i)),
});

/** Returns vector i of a table [vector, 3] with its derivatives. */
export function dualTriple(
  values: Float64Array,
  slopes: readonly (Float64Array | undefined)[],
  i: number,
): Triple<Dual> {
  const part = (j: number) =>
    lift(
      values[3 * i + j] as number,
      slopes.map((s) => s?.[3 * i + j]),
    );
  return [part(0), part(1), part(2)];
}

/** Returns the sources of a shot with their derivatives. */
export function dualBeams(
  { count, incident, magnetic, wavelengths, weights, channelValues }: SourcePlan,
  by: readonly PlanDerivative[],
) {
  const ofSources = (name: keyof SourceDerivative) => by.map(({ sources }) => sources?.[name]);
  const [wavelengthSlopes, weightSlopes] = [ofSources('wavelengths'), ofSources('weights')];
  const channelSlopes = ofSources('channelValues');
  const perSource = (channelValues?.length ?? 0) / count;
  const channelAt = (s: number): Record<string, Dual> =>
    Object.fromEntries(
      Array.from({ length: perSource }, (_, j) => {
        const i = s * perSource + j;
        const value = lift(
          channelValues?.[i] as number,
          channelSlopes.map((slopes) => slopes?.[i]),
        );
        return [`channelValue${j}`, value];
      }),
    );
  return Array.from({ length: count }, (_, s) => ({
    incident: dualTriple(incident, ofSources('incident'), s),
    magnetic: dualTriple(magnetic, ofSources('magnetic'), s),
    wavelength: lift(
      wavelengths[s] as number,
      wavelengthSlopes.map((slopes) => slopes?.[s]),
    ),
    weight: lift(
      weights[s] as number,
      weightSlopes.map((slopes) => slopes?.[s]),
    ),
    channel: channelAt(s),
  }));
}
