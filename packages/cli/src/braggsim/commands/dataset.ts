import { usageError } from '@braggsim/core';
import { asFileError } from '@braggsim/core/node';
import { didYouMean } from '@braggsim/core/text';
import { keepStructureFactors } from '../../terminal/kept-modules';
import { command } from '../../terminal/subcommand';
import { exportAction } from '../dataset/export';
import { mergeAction } from '../dataset/merge';
import { type DatasetAction, type DatasetArguments, datasetOptions } from '../dataset/options';
import { planAction } from '../dataset/plan';
import { replayAction } from '../dataset/replay';
import { runAction } from '../dataset/run';
import { slurmAction } from '../dataset/slurm';
import { statusAction } from '../dataset/status';
import { streamAction } from '../dataset/stream';
import { verifyAction } from '../dataset/verify';

const ACTIONS: Readonly<Record<string, DatasetAction>> = {
  run: runAction,
  status: statusAction,
  verify: verifyAction,
  merge: mergeAction,
  export: exportAction,
  replay: replayAction,
  plan: planAction,
  stream: streamAction,
  slurm: slurmAction,
};

/** Rejects flags that an action does not have. */
function checkFlags(name: string, { flags }: DatasetAction, options: DatasetArguments['options']): void {
  const other = (Object.keys(options) as (keyof typeof datasetOptions)[]).find((key) => !flags.includes(key));
  if (other === undefined) return;
  const known = flags.map((key) => datasetOptions[key].flag).join(', ');
  throw usageError(`${datasetOptions[other].flag} has no effect with dataset ${name}; it has ${known}`);
}

/** The command for data sets of many shots with labels. */
export const dataset = command({
  name: 'dataset',
  summary: 'make data sets of many shots with labels from a plan file',
  positionals: '<action> <plan.yaml|folder>',
  arity: [1, 2],
  options: datasetOptions,
  description:
    'run makes the missing shards of a plan in a folder and can be stopped and repeated at any time; status tells what is there, verify ' +
    'checks it, merge puts the label tables together, export writes the layouts of other programs. replay makes one shot by itself, plan checks a plan, stream writes shots to the standard output, slurm writes the script of a job array. Exit codes: 0 complete, ' +
    '2 wrong plan or flags, 3 a replayed shot differs, 4 shards are missing, 9 data that cannot be read or are damaged, 75 stopped early with all that is finished kept.',
  examples: [
    'braggsim dataset plan plan.yaml --shots 3',
    'braggsim dataset run plan.yaml -o set --workers 8',
    'braggsim dataset run plan.yaml -o set --shards 0..15 --workers 4',
    'braggsim dataset status set --json',
    'braggsim dataset export set --to cxi -o exported',
    'braggsim dataset replay plan.yaml --shot 1234 -o shots --check set',
    'braggsim dataset verify set --plan plan.yaml --replay 5',
  ],
  async run({ positionals: [name = '', argument], options }, terminal) {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action) {
      const names = Object.keys(ACTIONS);
      throw usageError(`dataset ${names.join(', ')}: there is no action '${name}'${didYouMean(name, names)}`);
    }
    if (argument === undefined) throw usageError(`dataset ${name} needs ${action.argument}`);
    checkFlags(name, action, options);
    await keepStructureFactors();
    try {
      await action.run(argument, options, terminal);
    } catch (error) {
      throw asFileError(error);
    }
  },
});
