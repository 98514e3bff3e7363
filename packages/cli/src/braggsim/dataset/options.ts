import type { Terminal } from '../../terminal/command';
import type { Arguments, OptionTable } from '../../terminal/subcommand';

const RUN = 'Run';
const SHOTS = 'Single shots';
const SETS = 'Finished sets';
const JOBS = 'Job arrays';

/** Flags of all actions. */
export const datasetOptions = {
  out: {
    type: 'text',
    flag: '--out',
    short: '-o',
    value: 'folder',
    group: RUN,
    doc: 'run: folder of the data set; replay, export: folder of the files, this one when absent',
  },
  shards: {
    type: 'text',
    flag: '--shards',
    value: 'a..b',
    group: RUN,
    doc: 'run, verify: only these shards, both ends included, from 0; one number for one shard',
  },
  workers: {
    type: 'integer',
    min: 1,
    max: 1024,
    flag: '--workers',
    group: RUN,
    doc: 'run: number of workers, each of which makes whole shards; as many as there are cores when absent',
  },
  grace: {
    type: 'number',
    unit: 's',
    min: 0,
    default: 45,
    flag: '--grace',
    group: RUN,
    doc: 'run: time that workers have to finish their shards after SIGTERM or SIGUSR1',
  },
  trust: {
    type: 'boolean',
    flag: '--trust',
    group: RUN,
    doc: 'run: take finished shards as whole when the sizes of their files are right',
  },
  native: {
    type: 'enum',
    options: ['auto', 'off', 'require'],
    flag: '--native',
    group: RUN,
    doc: "run: whether code of the system's C compiler computes the images; their bytes are the same",
  },
  force: { type: 'boolean', flag: '--force', group: RUN, doc: 'run: go on where the disk seems too small' },
  allowVersions: {
    type: 'boolean',
    flag: '--allow-versions',
    group: RUN,
    doc: 'run: go on with a set that another version began, whose bytes may differ',
  },
  stale: {
    type: 'number',
    unit: 's',
    min: 0,
    default: 21600,
    flag: '--stale',
    group: RUN,
    doc: 'run: age from which unfinished shards of other hosts are removed',
  },
  shot: { type: 'integer', min: 0, flag: '--shot', group: SHOTS, doc: 'replay: number of the shot, from 0' },
  check: {
    type: 'text',
    flag: '--check',
    value: 'folder',
    group: SHOTS,
    doc: 'replay: compare the shot with that of this data set; exit code 3 where they differ',
  },
  raw: {
    type: 'boolean',
    flag: '--raw',
    group: SHOTS,
    doc: 'replay: the raw image, too, as NXmx with an experiment list',
  },
  start: {
    type: 'integer',
    min: 0,
    default: 0,
    flag: '--start',
    group: SHOTS,
    doc: 'stream: number of the first shot',
  },
  shots: {
    type: 'integer',
    min: 0,
    flag: '--shots',
    group: SHOTS,
    doc: 'plan: print the labels of the first so many shots; stream: number of shots, all when absent',
  },
  replay: {
    type: 'integer',
    min: 0,
    default: 0,
    flag: '--replay',
    group: SETS,
    doc: 'verify: make so many shots again and compare them; needs --plan',
  },
  plan: { type: 'text', flag: '--plan', value: 'file', group: SETS, doc: 'verify: plan of the data set, for --replay' },
  hdf5: {
    type: 'boolean',
    flag: '--hdf5',
    group: SETS,
    doc: 'merge: also master.h5, through which the images of all shards are read as one dataset; for the layout resonet',
  },
  to: {
    type: 'enum',
    options: ['braggnn', 'cxi', 'peaknet'],
    flag: '--to',
    group: SETS,
    doc: 'export: program whose layout the files get',
  },
  partial: {
    type: 'boolean',
    flag: '--partial',
    group: SETS,
    doc: 'merge, export: take what there is of an incomplete set',
  },
  job: { type: 'text', flag: '--job', value: 'file', group: JOBS, doc: 'slurm: name of the script' },
  shardsPerTask: {
    type: 'integer',
    min: 1,
    flag: '--shards-per-task',
    group: JOBS,
    doc: 'slurm: shards of each task; as many as take 10 minutes when absent',
  },
  maxTasks: {
    type: 'integer',
    min: 1,
    flag: '--max',
    group: JOBS,
    doc: 'slurm: tasks that run at the same time; all when absent',
  },
  time: {
    type: 'integer',
    unit: 'min',
    min: 2,
    default: 60,
    flag: '--time',
    group: JOBS,
    doc: 'slurm: time limit of a task',
  },
  cpus: {
    type: 'integer',
    min: 1,
    default: 1,
    flag: '--cpus',
    group: JOBS,
    doc: 'slurm: cores, and workers, of a task',
  },
  partition: { type: 'text', flag: '--partition', value: 'name', group: JOBS, doc: 'slurm: partition of the jobs' },
  merge: {
    type: 'boolean',
    flag: '--merge',
    group: JOBS,
    doc: 'slurm: also a script that merges the set, for --dependency=afterok',
  },
  json: { type: 'boolean', flag: '--json', group: RUN, doc: 'the report as JSON on the standard output' },
  plugin: {
    type: 'stringList',
    flag: '--plugin',
    value: 'file',
    group: RUN,
    doc: 'run, replay, plan, verify, stream, slurm: JavaScript module that adds stages',
  },
} as const satisfies OptionTable;

export type DatasetArguments = Arguments<typeof datasetOptions>;

/** An action on a data set. */
export interface DatasetAction {
  /** What its argument is, for messages. */
  readonly argument: string;
  readonly flags: readonly (keyof typeof datasetOptions)[];
  /**
   * Carries out the action.
   *
   * @param argument plan file or folder
   */
  run(argument: string, options: DatasetArguments['options'], terminal: Terminal): Promise<void>;
}
