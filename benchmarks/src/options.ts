import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { usageError } from '@braggsim/core';
import type { Card } from './gpu/results';
import type { Clock } from './run-program';
import {
  GPU_WORKLOADS,
  NATIVE,
  type Native,
  PRECISIONS,
  PROCESS_WORKLOADS,
  type Precision,
  type ProcessWorkload,
  WORKLOADS,
  type Workload,
} from './workloads';

/** Text of `--help`. */
export const HELP = `npm run bench -- [options]    measures the workloads below
npm run bench -- dataset [CASE ...]   times data sets: shots per second, bytes and memory
npm run bench -- NAME ...     runs the small benchmarks (*.bench.ts) whose paths contain NAME

  --workload A,B    only these; a name before the slash selects all that begin with it
  --size N,M        edges of the images, pixels, instead of each workload's own
  --precision A,B   double, mixed, single (all)
  --threads N,M     threads of the kernel (1,2)
  --native A,B      off: WebAssembly, require: code of the machine's C compiler, where there is one (both)
  --rounds N        how often everything takes its turn (5)
  --quick           one round of images of at most 64 pixels a side on one thread: only to see that all of it works
  --vs-c            NANOBRAGG_C names a built C program that takes its turns beside
  --against COMMIT  builds another commit in a temporary folder, whose programs take their turns beside
  --cpu-time        time of the processors in place of the clock's, for one thread on a machine that others use
  --profile         writes a CPU profile of every row, to be opened by Chrome
  --append          adds to the last results of the same commit, so that a long benchmark can run in parts
  --write-docs      puts tables and plots into docs/performance.md, and with --vs-c the ratios into the summary of all
                    commits; of small benchmarks, the groups that have a place there
  --no-build        measures what was built last
  --kernel gpu      measures the GPU kernel, beside the CPU kernel and, with --vs-c, the C program; with dataset, shots on the GPU
  --card M,C        the card's multiprocessors and its clock in MHz, for its limit: adapters tell neither

workloads:
${[...WORKLOADS, ...PROCESS_WORKLOADS].map(({ id, title }) => `  ${id.padEnd(17)} ${title}`).join('\n')}
`;

const QUICK_SIZE = 64;

/** The measurements to make, and the use of their results. */
export interface BenchOptions {
  readonly help: boolean;
  readonly kernel: 'cpu' | 'gpu';
  readonly card?: Card;
  /** Parts of the paths of small benchmarks to run instead. */
  readonly files: readonly string[];
  readonly workloads: readonly Workload[];
  readonly processes: readonly ProcessWorkload[];
  readonly precisions: readonly Precision[];
  readonly threads: readonly number[];
  readonly native: readonly Native[];
  readonly rounds: number;
  readonly quick: boolean;
  /** Path of the C program, if it is measured too. */
  readonly cProgram?: string;
  /** Another commit to measure, as git names it. */
  readonly against?: string;
  readonly clock: Clock;
  readonly profile: boolean;
  /** Whether the last results of the same commit are kept. */
  readonly append: boolean;
  readonly writeDocs: boolean;
  readonly build: boolean;
}

const FLAGS = {
  kernel: { type: 'string', default: 'cpu' },
  card: { type: 'string' },
  workload: { type: 'string' },
  size: { type: 'string' },
  precision: { type: 'string' },
  threads: { type: 'string' },
  native: { type: 'string' },
  rounds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  against: { type: 'string' },
  append: { type: 'boolean', default: false },
  'cpu-time': { type: 'boolean', default: false },
  'vs-c': { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  'write-docs': { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Parses the command line of the benchmark.
 *
 * @param environment environment variables, of which `NANOBRAGG_C` is read
 * @throws BraggsimError (`usage`) for an unknown option or name, and for numbers that are not positive integers
 */
export function parseOptions(argv: readonly string[], environment: NodeJS.ProcessEnv): BenchOptions {
  const { values, positionals } = parsed(argv);
  const { quick, help, profile } = values;
  const kernel = kernelOf(values.kernel);
  const ofKernel = kernel === 'gpu' ? GPU_WORKLOADS : WORKLOADS;
  const whole = kernel === 'gpu' ? [] : PROCESS_WORKLOADS;
  checkNames([...ofKernel, ...whole], values.workload);
  const sizes = values.size === undefined ? undefined : wholeNumbers('--size', values.size);
  const asSized = <W extends Workload>(workloads: readonly W[]): W[] =>
    selected(workloads, values.workload).map((w) => ({ ...w, sizes: sizes ?? (quick ? quickSizes(w) : w.sizes) }));
  const options = {
    help,
    kernel,
    ...(values.card !== undefined && { card: cardOf(values.card) }),
    files: positionals,
    workloads: asSized(ofKernel),
    processes: asSized(whole),
    precisions: values.precision === undefined ? PRECISIONS : values.precision.split(',').map(precisionOf),
    threads: wholeNumbers('--threads', values.threads ?? (quick ? '1' : '1,2')),
    native: values.native === undefined ? NATIVE : values.native.split(',').map(nativeOf),
    rounds: wholeNumber('--rounds', values.rounds ?? (quick ? '1' : '5')),
    quick,
    profile,
    ...(values.against !== undefined && { against: values.against }),
    clock: values['cpu-time'] ? ('cpu' as const) : ('wall' as const),
    append: values.append,
    writeDocs: values['write-docs'],
    build: !values['no-build'],
  };
  if (!values['vs-c']) return options;
  const cProgram = environment.NANOBRAGG_C;
  if (!cProgram) throw usageError('--vs-c needs the path of a built nanoBragg in NANOBRAGG_C');
  // It runs in folders of its own.
  return { ...options, cProgram: resolve(cProgram) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: FLAGS });
  } catch (cause) {
    // Only the first sentence of Node's message is used: the others do not apply here.
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('. ');
    throw usageError({ message: `${reason}; npm run bench -- --help lists the options`, cause });
  }
}

const quickSizes = ({ sizes }: Workload): number[] => [Math.min(QUICK_SIZE, ...sizes)];

const isNamed = ({ id }: Workload, name: string): boolean => id === name || id.startsWith(`${name}/`);

function selected<W extends Workload>(workloads: readonly W[], names: string | undefined): readonly W[] {
  if (names === undefined) return workloads;
  const chosen = names.split(',');
  return workloads.filter((workload) => chosen.some((name) => isNamed(workload, name)));
}

/** Refuses a list with a name that no workload has: the others would be measured without a word about it. */
function checkNames(workloads: readonly Workload[], names: string | undefined): void {
  const unknown = names?.split(',').find((name) => !workloads.some((workload) => isNamed(workload, name)));
  if (unknown === undefined) return;
  throw usageError(`there is no workload '${unknown}'; npm run bench -- --help lists the workloads`);
}

function kernelOf(name: string): BenchOptions['kernel'] {
  if (name !== 'cpu' && name !== 'gpu') throw usageError(`expected cpu or gpu for --kernel, found '${name}'`);
  return name;
}

function cardOf(text: string): Card {
  const [multiprocessors, megahertz, ...rest] = wholeNumbers('--card', text);
  if (multiprocessors === undefined || megahertz === undefined || rest.length > 0) {
    throw usageError(`expected multiprocessors and MHz for --card, as in 132,1980, found '${text}'`);
  }
  return { multiprocessors, clock: megahertz * 1e6 };
}

function precisionOf(name: string): Precision {
  const precision = PRECISIONS.find((one) => one === name);
  if (!precision) throw usageError(`expected one of ${PRECISIONS.join(', ')} for --precision, found '${name}'`);
  return precision;
}

function nativeOf(name: string): Native {
  const found = NATIVE.find((native) => native === name);
  if (!found) throw usageError(`--native is one of ${NATIVE.join(', ')}, not '${name}'`);
  return found;
}

function wholeNumber(flag: string, text: string): number {
  const [number, ...others] = wholeNumbers(flag, text);
  if (number === undefined || others.length > 0) throw usageError(`expected one integer for ${flag}, found '${text}'`);
  return number;
}

const wholeNumbers = (flag: string, text: string): number[] =>
  text.split(',').map((word) => {
    const value = Number(word);
    if (!Number.isInteger(value) || value < 1)
      throw usageError(`expected integers from 1 on for ${flag}, found '${word}'`);
    return value;
  });
