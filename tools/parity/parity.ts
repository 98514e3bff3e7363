/**
 * Checks the parity with the C programs: runs every reference case through the built drop-in commands `nanoBragg`, `noisify` and
 * `nonBragg` and compares the files. `npm run parity -- --help` lists the options.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Arithmetic } from '@braggsim/core/kernel';
import { companionCases, type LoadedCase, type ReferenceCase, referenceCases } from '@braggsim/testkit';
import { againstC } from './against-c';
import { type CaseResult, checkCase, type Limits, storedPart } from './check-case';
import { differencesFromC, restoringFlags } from './differing';
import expectedDifferences from './expected.json';
import { checkOnGpu, refusalOf } from './on-gpu';
import { peakPhotons } from './peak';
import { caseFolder, inParallel, makeWorkplace, runBraggsim } from './run';

const HELP = `npm run parity -- [options]
  --case TEXT        only cases whose name contains TEXT
  --kernel NAME      kernel to run on (reference, cpu, gpu)
  --precision NAME   double, mixed or single
  --compat MODE      nanobragg-c (default) or corrected
  --restore          with corrected: set the differing compatibility options of each case to the behaviour of C
  --every N          only every Nth case (1)
  --jobs N           runs at a time (2)
  --all              list passed cases as well
  NANOBRAGG_C=PROGRAM npm run parity -- --c -- FLAGS   runs the C program and braggsim with one command line`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    case: { type: 'string', default: '' },
    kernel: { type: 'string' },
    precision: { type: 'string' },
    compat: { type: 'string', default: 'nanobragg-c' },
    restore: { type: 'boolean', default: false },
    every: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    all: { type: 'boolean', default: false },
    c: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Limits of each precision; noise images in double precision must agree in every pixel. */
const LIMITS: Readonly<Record<string, Limits>> = {
  double: { relative: 1e-6, ofMaximum: 1e-6, noise: 0, counts: true },
  mixed: { relative: 2e-6, ofMaximum: 2e-6, noise: 0.001, counts: true },
  single: { relative: Infinity, ofMaximum: 0, noise: 1, counts: false },
};

/** Largest error relative to the maximum, where the kernel has no bound because a table of amplitudes has jumps. */
const WITHOUT_BOUND = 1e-3;
/** Errors of background and factors in float32, which the bound relative to the peak of a spot does not include. */
const ROUNDINGS = 12 * 2 ** -24;

type Verdict = 'agrees' | 'expected difference' | 'differs by option' | 'FAILS' | 'UNEXPECTED PASS';

interface Row {
  readonly id: string;
  readonly verdict: Verdict;
  readonly result: CaseResult | undefined;
  readonly compatibility: readonly string[];
  readonly note: string;
}

const expected: Readonly<Record<string, string>> = expectedDifferences;

function verdictOf(problems: readonly string[], cause: string | undefined, byOption: boolean): Verdict {
  if (problems.length === 0) return cause ? 'UNEXPECTED PASS' : 'agrees';
  if (byOption) return 'differs by option';
  return cause ? 'expected difference' : 'FAILS';
}

async function runCase(c: LoadedCase, workplace: string, limits: Limits): Promise<Row> {
  const corrected = options.compat === 'corrected';
  const differing = corrected ? differencesFromC(c) : [];
  const flags = [
    ...['-compat', options.compat],
    ...(options.restore ? restoringFlags(differing) : []),
    ...(options.kernel ? ['-kernel', options.kernel] : []),
    ...(options.precision ? ['-precision', options.precision, '-sidecar'] : []),
  ];
  const folder = caseFolder(workplace, c.id);
  const finished = await runBraggsim([...c.argv, ...flags], folder);
  const compatibility = differing.map(({ id }) => id);
  const refused = options.kernel === 'gpu' ? refusalOf(finished.stderr) : undefined;
  if (refused) return { id: c.id, verdict: 'expected difference', result: undefined, compatibility, note: refused };
  if (finished.code !== 0) {
    return {
      id: c.id,
      verdict: 'FAILS',
      result: undefined,
      compatibility,
      note: `code ${finished.code}: ${finished.stderr.trim()}`,
    };
  }
  const result = compared(c, folder, limits);
  const byOption = differing.length > 0 && !options.restore;
  // A corrected run may agree by chance where an option hardly matters, and a wide bound may hide a pixel: no flips.
  const hidden = options.precision === 'single' && result.problems.length === 0;
  const cause = byOption || hidden ? undefined : expected[c.id];
  return { id: c.id, verdict: verdictOf(result.problems, cause, byOption), result, compatibility, note: cause ?? '' };
}

/** Compares the files of a run with those of the C program, with the limits of the kernel and the precision. */
function compared(c: LoadedCase, folder: string, limits: Limits): CaseResult {
  if (options.kernel === 'gpu') {
    return checkOnGpu(c, storedPart(c, readFileSync(join(folder, c.outputs.float?.produced as string))));
  }
  return checkCase(c, folder, options.precision === 'single' ? boundOf(c, folder, limits) : limits);
}

/** Limits in single precision, where the kernel states its bound relative to the peak of a spot. */
function boundOf(c: LoadedCase, folder: string, limits: Limits): Limits {
  const sidecar = readFileSync(join(folder, `${c.outputs.float?.produced}.json`), 'utf8');
  const { arithmetic } = JSON.parse(sidecar) as { arithmetic: Arithmetic };
  const { bound } = arithmetic;
  if (arithmetic.precision !== 'single') return LIMITS[arithmetic.precision] as Limits;
  if (bound === undefined) return { ...limits, ofMaximum: WITHOUT_BOUND };
  return { ...limits, ofMaximum: (bound * peakPhotons(c)) / c.stats.max + ROUNDINGS };
}

/** Runs a case of noisify or nonBragg, whose noise must agree in every pixel. */
async function runCompanion(c: ReferenceCase, workplace: string): Promise<Row> {
  const folder = caseFolder(workplace, c.id);
  const { code, stderr } = await runBraggsim(c.argv, folder, c.program);
  const row = { id: c.id, compatibility: [], note: code === 0 ? '' : `code ${code}: ${stderr.trim()}` };
  if (code !== 0) return { ...row, verdict: 'FAILS', result: undefined };
  const result = checkCase(c, folder, LIMITS.double as Limits);
  return { ...row, verdict: verdictOf(result.problems, undefined, false), result };
}

function print({ id, verdict, result, compatibility, note }: Row): void {
  const error = result?.float ? result.float.largestRelative.toExponential(1) : '-';
  const about = [result?.problems.join('; '), note, compatibility.join(', ')].filter(Boolean).join(' | ');
  console.log(`${id.padEnd(28)} ${verdict.padEnd(20)} ${error.padStart(8)}  ${about}`);
}

/** Returns the reason why there is not even a software GPU, which is used where there is no other. */
async function missingGpu(): Promise<string | undefined> {
  process.env.BRAGGSIM_SOFTWARE_GPU ??= 'fallback';
  return (await import('@braggsim/kernel-gpu/node')).gpuProblem();
}

async function main(): Promise<void> {
  if (options.help) return console.log(HELP);
  if (options.c) {
    const program = process.env.NANOBRAGG_C;
    if (!program) throw new Error('--c needs NANOBRAGG_C, the path of a compiled nanoBragg');
    return console.log((await againstC(program, positionals)).join('\n'));
  }
  const limits = LIMITS[options.precision ?? 'double'];
  if (!limits)
    throw new Error(`--precision must be one of ${Object.keys(LIMITS).join(', ')}, found '${options.precision}'`);
  const isAsked = ({ id }: ReferenceCase, i: number) => id.includes(options.case) && i % Number(options.every) === 0;
  const cases = referenceCases().filter(isAsked);
  const missing = options.kernel === 'gpu' ? await missingGpu() : undefined;
  if (missing) return console.log(`skipped: ${missing}\n0 passed, 0 failed, ${cases.length} skipped`);
  const workplace = makeWorkplace();
  try {
    const rows = await inParallel(cases, Number(options.jobs), (c) => runCase(c, workplace, limits));
    const sidecars = options.compat === 'nanobragg-c' ? companionCases() : [];
    for (const c of sidecars.filter(isAsked)) {
      rows.push(await runCompanion(c, workplace));
    }
    const flips = rows.filter(({ verdict }) => verdict === 'FAILS' || verdict === 'UNEXPECTED PASS');
    for (const row of rows) if (options.all || row.verdict !== 'agrees') print(row);
    const agreeing = rows.filter(({ verdict }) => verdict === 'agrees');
    const worst = Math.max(0, ...agreeing.map(({ result }) => result?.float?.largestRelative ?? 0));
    console.log(
      `${agreeing.length} of ${rows.length} cases agree (largest relative error ${worst.toExponential(1)}), ` +
        `${rows.length - agreeing.length - flips.length} differ as expected, ${flips.length} flips`,
    );
    console.log(`${rows.length - flips.length} passed, ${flips.length} failed, 0 skipped`);
    process.exitCode = flips.length > 0 ? 1 : 0;
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

await main();
