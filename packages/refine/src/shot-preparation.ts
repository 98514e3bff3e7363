import type { Mat3 } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { Experiment } from '@braggsim/experiment';
import type { CellRule } from './cell-numbers';
import { derivedFrom } from './model-source';
import type { RefineOptions, Shot } from './refined-shot';
import type { StartModel } from './start-model';
import type { Variable } from './variables';

/** A shot that is being refined in one setting. */
export interface Preparation {
  readonly shot: Shot;
  readonly options: RefineOptions;
  readonly model: StartModel;
  readonly rule: CellRule;
}

/** A start in one indexing, with its unknowns. */
export interface SettingStart {
  readonly matrix: Mat3;
  readonly experiment: Experiment;
  readonly variables: readonly Variable[];
}

/** Returns geometry, crystal and beam of an experiment of a shot. */
export const derivedOf =
  ({ model }: Preparation) =>
  (experiment: Experiment): Derived =>
    derivedFrom(experiment, model.source);
