import { isBraggsimError, usageError } from '@braggsim/core';
import { makeFolder } from '@braggsim/core/node';
import { refineParameters } from '@braggsim/experiment';
import { shotLines } from '@braggsim/refine';
import {
  checkOutputs,
  failedShot,
  foldersOf,
  type ListedShot,
  openProgress,
  progressName,
  readShotList,
  refineShots,
  requireRefined,
  type ShotDone,
  type ShotFiles,
  shotsAtATime,
} from '@braggsim/refine/node';
import { keepGeneratedModules, keepStructureFactors } from '../../terminal/kept-modules';
import { type Arguments, command, type Option, type OptionTable } from '../../terminal/subcommand';
import { experimentOptions, experimentOptionsWith, givenExperiment } from '../experiment-options';
import { forecast } from '../refine-forecast';

const GROUP = 'Refinement';

const field = (path: keyof typeof refineParameters, flag: string, more: Partial<Option> = {}): Option => ({
  ...refineParameters[path],
  flag,
  group: GROUP,
  ...more,
});

/** Flags that set fields of the section `refine`. */
const sectionOptions = {
  'refine.free': field('refine.free', '--free', { value: 'names' }),
  'refine.fix': field('refine.fix', '--fix', { value: 'names' }),
  'refine.bounds': field('refine.bounds', '--bound', { value: 'name=low:high' }),
  'refine.restraints': field('refine.restraints', '--restrain', { value: 'name=value:sigma' }),
  'refine.ties': field('refine.ties', '--tie', { value: 'names' }),
  'refine.lattice': field('refine.lattice', '--lattice'),
  'refine.settings': field('refine.settings', '--settings'),
  'refine.shared': field('refine.shared', '--shared', { value: 'names' }),
  'refine.boxPx': field('refine.boxPx', '--box'),
  'refine.background': field('refine.background', '--background'),
  'refine.mask': field('refine.mask', '--mask', { value: 'file' }),
  'refine.trusted': field('refine.trusted', '--trusted', { value: 'low,high' }),
  'refine.gain': field('refine.gain', '--gain'),
  'refine.readNoise': field('refine.readNoise', '--read-noise'),
  'refine.dMinA': field('refine.dMinA', '--dmin'),
  'refine.dMaxA': field('refine.dMaxA', '--dmax'),
  'refine.method': field('refine.method', '--method'),
  'refine.tolerance': field('refine.tolerance', '--tolerance'),
  'refine.maxEvaluations': field('refine.maxEvaluations', '--max-evaluations'),
  'refine.reject': field('refine.reject', '--reject'),
  'refine.anomalous': field('refine.anomalous', '--anomalous'),
} satisfies OptionTable;

const ownOptions = {
  shots: {
    type: 'text',
    flag: '--shots',
    value: 'file',
    group: GROUP,
    doc: 'list of shots, one a line: experiment image [spots] [spectrum], or file.expt file.refl [spectrum] [index]; - stands for no spots',
  },
  spots: {
    type: 'text',
    flag: '--spots',
    value: 'file',
    group: GROUP,
    doc: 'where boxes stand: a .refl of DIALS, or text of fast slow [panel] a line; strong spots are looked for when absent',
  },
  start: {
    type: 'text',
    flag: '--start',
    value: 'file',
    group: GROUP,
    doc: 'experiment list of DIALS (.expt) whose crystal, detector and beam are the start; with --detector its crystal alone',
  },
  part: {
    type: 'text',
    flag: '--part',
    value: 'i/n',
    group: 'Run',
    doc: 'only shots i, i+n, ... of the list, i from 0',
  },
  resume: {
    type: 'boolean',
    flag: '--resume',
    group: 'Run',
    doc: 'leave out shots of the list that an earlier run finished: their outputs are there and they converged',
  },
  outputs: {
    type: 'stringList',
    flag: '--out',
    short: '-o',
    value: 'file',
    group: 'Run',
    doc: 'output, by its extension: .yaml or .json experiment, .expt, .refl, .csv table, .png residuals, .hkl or .mtz refined amplitudes; # is the number of the shot; refined.yaml when none is named, and refined_###.yaml for a list',
  },
  report: { type: 'text', flag: '--report', value: 'file', group: 'Run', doc: 'report as JSON' },
  dryRun: {
    type: 'boolean',
    flag: '--dry-run',
    group: 'Run',
    doc: 'read all files, check everything and report what would be refined, without refining or writing anything',
  },
  json: { type: 'boolean', flag: '--json', group: 'Run', doc: 'the report as JSON on the standard output' },
  quiet: { type: 'boolean', flag: '--quiet', short: '-q', group: 'Run', doc: 'no report' },
} as const satisfies OptionTable;

/** Flags of a simulation that a refinement has for something else, or has no use for. */
const WITHOUT: ReadonlySet<string> = new Set([
  'sampling.tolerance',
  'structureFactors.dMinA',
  'output',
  'seed',
  'scan.images',
  'sampling.roi',
  'detector.mask',
  'anomalous',
]);

const withoutClashes = (options: OptionTable): OptionTable =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !WITHOUT.has(name)));

const options = { ...withoutClashes(experimentOptions), ...sectionOptions, ...ownOptions } as OptionTable &
  typeof ownOptions;

/** Returns the shots of a command line with their numbers, from 1. */
function shotsOf({
  positionals: [experiment, image],
  options: given,
}: Arguments<typeof options>): { readonly number: number; readonly files: ShotFiles }[] {
  const { shots: list, spots, start, part } = given;
  if (list === undefined) {
    if (part !== undefined) throw usageError('--part splits a list of shots: give --shots');
    if (experiment === undefined)
      throw usageError(
        'braggsim refine needs <experiment.yaml> [image], or --shots; braggsim refine --help shows an example',
      );
    return [{ number: 1, files: { experiment, image, spots, ...(start !== undefined && { list: start }) } }];
  }
  if (image !== undefined || spots !== undefined || start !== undefined) {
    throw usageError('a list of shots names images and spots itself: leave the image, --spots and --start out');
  }
  const [first, step] = partOf(part);
  return readShotList(list)
    .map((files, i) => ({ number: i + 1, files: files.experiment === undefined ? { ...files, experiment } : files }))
    .filter((_, i) => i >= first && (i - first) % step === 0);
}

function partOf(part: string | undefined): readonly [first: number, step: number] {
  if (part === undefined) return [0, 1];
  const [first = Number.NaN, step = Number.NaN] = /^\d+\/\d+$/.test(part) ? part.split('/').map(Number) : [];
  if (step > 0 && first < step) return [first, step];
  throw usageError(`--part takes i/n with i from 0 to n - 1, not '${part}'`);
}

/** The command that refines models against images. */
export const refine = command({
  name: 'refine',
  summary: 'refine a model against the pixels of measured images',
  positionals: '[experiment.yaml] [image]',
  arity: [0, 2],
  options,
  pluginOptions: (plugins) => ({ ...withoutClashes(experimentOptionsWith(plugins)), ...sectionOptions, ...ownOptions }),
  ignored: [
    {
      beside: '--dry-run',
      flags: ['--quiet', '--resume', '--report'],
      why: 'a dry run only prints what would be refined',
    },
  ],
  description:
    'The experiment file gives the start and all that is not refined; flags of simulate win over it. Pixels in boxes around ' +
    'spots are fitted by maximum likelihood, the background beneath each spot with them. Exit code 4 means that a refinement ' +
    'stopped early or does not explain the pixels; its outputs are written all the same.',
  examples: [
    'braggsim refine start.yaml image_001.img --spots spots.txt --box 6 -o refined.yaml -o table.csv --report r.json',
    'braggsim refine model.yaml image_001.img --start indexed.expt --spots indexed.refl -o out.expt -o out.refl',
    'braggsim refine --shots shots.txt --shared cell,distance -o r_###.yaml --report r.json',
  ],
  async run(args, terminal) {
    await keepStructureFactors();
    const { options: given } = args;
    const shots = shotsOf(args);
    const outputs = given.outputs ?? [shots.length > 1 ? 'refined_###.yaml' : 'refined.yaml'];
    checkOutputs(outputs, shots.length);
    if (given.dryRun)
      return requireRefined(await forecast(await listed(shots, outputs, args), given.json === true, terminal), true);
    const isList = given.shots !== undefined;
    const state = isList ? [progressName(given.report, outputs, given.part)] : [];
    for (const folder of foldersOf([...outputs, ...(given.report === undefined ? [] : [given.report]), ...state])) {
      makeFolder(folder);
    }
    const [progressPath] = state;
    await keepGeneratedModules(args.plugins ?? []);
    const threads = given['sampling.threads'] as number | 'auto' | undefined;
    const { report, shots: done } = await refineShots(await listed(shots, outputs, args), {
      threads: shotsAtATime(threads, shots.length),
      outputs,
      report: given.report,
      progress: progressPath === undefined ? undefined : openProgress(progressPath, given.resume === true),
      signal: terminal.signal,
      finished: (shot) => warn(shot, shots.length > 1, terminal.err),
    });
    for (const message of report.shared.warnings) terminal.err(`braggsim: warning: ${message}\n`);
    if (given.json) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
    else if (!given.quiet) {
      const lines = report.shots.flatMap((shot, i) => shotLines(shot, done[i]?.number ?? 1, report.shots.length));
      terminal.out(lines.map((line) => `${line}\n`).join(''));
    }
    requireRefined(done.map(({ exitCode }) => exitCode));
  },
});

/** Returns what is asked for each shot. An experiment that cannot be read concerns its shot alone. */
async function listed(
  shots: ReturnType<typeof shotsOf>,
  outputs: readonly string[],
  { options: given, plugins }: Arguments<typeof options>,
): Promise<ListedShot[]> {
  const all: ListedShot[] = [];
  for (const { number, files } of shots) {
    const positionals = files.experiment === undefined ? [] : [files.experiment];
    try {
      const typed = { positionals, options: given as Arguments['options'], ...(plugins && { plugins }) };
      const { experiment, origins } = await givenExperiment(typed);
      const flags = [...origins].flatMap(([path, origin]) => (origin === files.experiment ? [] : [path]));
      const named = (given as Arguments['options']).plugin as readonly string[] | undefined;
      const ofSeveral = shots.length > 1;
      all.push({ number, files, experiment, flags, plugins: named ?? [], outputs, ofSeveral });
    } catch (error) {
      if (!isBraggsimError(error, 'data')) throw error;
      all.push(failedShot(number, files, error.message));
    }
  }
  return all;
}

/** Reports the warnings about the refinement of a shot, and why it failed where it did; of several shots, with the name of the image. */
function warn({ report, warnings }: ShotDone, ofSeveral: boolean, err: (text: string) => void): void {
  const of = ofSeveral && report.image !== '' ? `${report.image}: ` : '';
  for (const { message } of warnings) err(`braggsim: warning: ${of}${message}\n`);
  if (!('parameters' in report)) err(`braggsim: ${of}${report.failure}\n`);
}
