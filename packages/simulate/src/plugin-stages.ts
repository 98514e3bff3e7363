import { type Stage, stageRequest, type Warning } from '@braggsim/core';
import { fixedParts } from '@braggsim/core/plans';
import { extensionOf } from '@braggsim/core/text';
import { type Experiment, isImplied } from '@braggsim/experiment';
import type { BuiltPlan } from './plan';

/** Returns a name for a stage in messages: `factor 'debyeWaller'`. */
const nameOf = (stage: Stage): string => `${stage.kind === 'term' ? stage.slot : stage.kind} '${stage.id}'`;

/** Returns how an experiment asks for a stage, for messages. */
function remedy(stage: Stage): string {
  switch (stage.kind === 'term' ? stage.slot : stage.kind) {
    case 'codec':
      return `an output whose name ends in ${stage.kind === 'codec' ? stage.extensions.join(' or ') : ''}`;
    case 'factor':
      return `--stage factors.${stage.id}, or factors: [{ kind: ${stage.id} }] in the experiment file`;
    case 'background':
    case 'scatter':
    case 'readout': {
      const list = stage.kind === 'term' ? stage.slot : stage.kind;
      return `--stage ${list}.${stage.id}, or ${list}: [{ kind: ${stage.id} }] in the experiment file`;
    }
    case 'shape':
      return `--shape ${stage.id}, or crystal.shape in the experiment file`;
    case 'structure':
      return `--set structureFactors.structure=${stage.id}`;
    case 'surface':
      return `--set detector.surface=${stage.id}`;
    default:
      return `--set beam.source=${stage.id}`;
  }
}

function isUsed(stage: Stage, { readout = [], beam = {}, output = [] }: Experiment, { plan }: BuiltPlan): boolean {
  switch (stage.kind) {
    case 'term':
      return fixedParts(plan.fixed).some(({ shape, structure, factors, backgrounds, scatters = [], panels }) =>
        [shape, structure, ...factors, ...backgrounds, ...scatters, ...panels.map(({ surface }) => surface)].some(
          ({ id }) => id === stage.id,
        ),
      );
    case 'readout':
      return readout.some(({ kind }) => kind === stage.id);
    case 'source':
      return beam.source !== undefined && stageRequest(beam.source).kind === stage.id;
    case 'codec':
      return output.some((name) => stage.extensions.includes(extensionOf(name)));
  }
}

/** Warns of every stage of a plug-in that an experiment does not use, with the way to ask for it. */
export function unusedStages(plugins: readonly Stage[], experiment: Experiment, built: BuiltPlan): Warning[] {
  return plugins
    .filter((stage) => !isUsed(stage, experiment, built))
    .map((stage) => ({
      id: 'plugin-unused',
      message: `the ${nameOf(stage)} of a plug-in is not used; ${
        isImplied(stage)
          ? 'it replaces the built-in one, which this experiment does not imply'
          : `ask for it by ${remedy(stage)}`
      }`,
    }));
}

/** Reports the stages of plug-ins that an experiment uses, with their versions, and which outputs their codecs write. */
export function usedStageLines(plugins: readonly Stage[], experiment: Experiment, built: BuiltPlan): string[] {
  const used = plugins.filter((stage) => isUsed(stage, experiment, built));
  if (used.length === 0) return [];
  const texts = used.map((stage) => {
    const { output = [] } = experiment;
    const files = stage.kind === 'codec' ? output.filter((name) => stage.extensions.includes(extensionOf(name))) : [];
    return `${nameOf(stage)} (version ${[stage.version, ...files].join(', ')})`;
  });
  return [`stages of plug-ins: ${texts.join('; ')}`];
}
