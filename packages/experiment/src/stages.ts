import { backgroundTerms } from '@braggsim/background';
import type { Codec, Readout, SourceModel, Stage, Term } from '@braggsim/core';
import type { ReadyRegistry, Registry } from '@braggsim/core/kernel';
import { codecs, type ImageCodec } from '@braggsim/detector-io';
import { geometryTerms } from '@braggsim/geometry';
import { latticeTerms, scatterTerms } from '@braggsim/lattice';
import { noiseStages } from '@braggsim/noise';
import { polarizationTerms } from '@braggsim/polarization';
import { reflectionTerms } from '@braggsim/reflections';

/** Every built-in term by id. Spread it into a new Map to add terms. */
export const builtinTerms: Registry<Term> = new Map([
  ...geometryTerms,
  ...latticeTerms,
  ...scatterTerms,
  ...reflectionTerms,
  ...polarizationTerms,
  ...backgroundTerms,
]);

/** All stages that a run may use, by kind and id. */
export interface Stages {
  readonly terms: Registry<Term>;
  readonly readouts: Registry<Readout>;
  readonly codecs: Registry<ImageCodec>;
  readonly sources: ReadyRegistry<SourceModel>;
}

/** The built-in stages. */
export const builtinStages: Stages = {
  terms: builtinTerms,
  readouts: noiseStages,
  codecs,
  sources: new Map(),
};

/** Adds stages to the built-in ones; a stage with the kind and id of a built-in one replaces it. */
export function withStages(
  others: readonly Stage[],
  { terms, readouts, codecs, sources }: Stages = builtinStages,
): Stages {
  const added = <S extends Stage>(kind: S['kind']) =>
    others.filter((stage): stage is S => stage.kind === kind).map((stage) => [stage.id, () => stage] as const);
  return {
    terms: new Map([...terms, ...added<Term>('term')]),
    readouts: new Map([...readouts, ...added<Readout>('readout')]),
    codecs: new Map([...codecs, ...(added<Codec>('codec') as (readonly [string, () => ImageCodec])[])]),
    sources: new Map([...sources, ...added<SourceModel>('source')]),
  };
}
