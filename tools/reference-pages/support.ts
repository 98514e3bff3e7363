import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES, isBraggsimError } from '@braggsim/core';
import { fromRegistry, type Kernel } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import { deviceHolder, gpuKernelOn, nullGpu } from '@braggsim/kernel-gpu';
import { buildPlan, builtinKernels, builtinTerms, kernelOptions } from '@braggsim/simulate';
import { parse } from 'yaml';
import { FLAG_GROUPS } from '../../packages/cli/src/nanobragg/flags';
import { nothing } from '../../packages/cli/src/nanobragg/flags/flag';
import { rootManifest } from '../metadata/manifests';
import { ROOT } from '../steps.mjs';
import { code, codes, page, sentence, table } from './markdown';

const CELL = [60, 60, 40, 90, 90, 90];
const BASE: Experiment = {
  detector: { pixelsFast: 8, pixelsSlow: 8, pixelMm: 2, distanceMm: 100 },
  beam: { wavelengthA: 1 },
  crystal: { cell: CELL, cells: [5, 5, 5] },
  structureFactors: { default: 10 },
  sampling: { oversample: 1 },
};

/** Features of experiments, as fields in addition to a small still image. */
const FEATURES: Readonly<Record<string, Experiment>> = {
  'a still image on a flat detector': {},
  'subpixels, mosaic domains, spindle steps': {
    sampling: { oversample: 2 },
    crystal: { cell: CELL, cells: [5, 5, 5], mosaic: { spreadDeg: 0.5, domains: 3 } },
    scan: { widthDeg: 0.5, phiSteps: 3 },
  },
  'divergence and dispersion': {
    beam: {
      wavelengthA: 1,
      divergenceMrad: { horizontal: 1, vertical: 1, steps: 3 },
      dispersionPercent: 1,
      dispersionSteps: 3,
    },
  },
  'interpolated structure factors': { structureFactors: { default: 10, interpolation: 'tricubic' } },
  'water background': { background: [{ kind: 'water', thicknessUm: 100 }] },
  'a sensor with thickness, in layers': {
    detector: { ...BASE.detector, sensor: { thicknessUm: 450, absorptionDepthUm: 500, layers: 3 } },
  },
  'a detector of several panels': {
    detector: {
      ...BASE.detector,
      panels: [
        { pixelsFast: 8, pixelsSlow: 8, cornerMm: [-17, -8, 0] },
        { pixelsFast: 8, pixelsSlow: 8, cornerMm: [1, -8, 0] },
      ],
    },
  },
  'a curved detector': { detector: { ...BASE.detector, curved: true } },
  'factors of the first sample behind a resolution limit, as the C program has them': {
    compat: 'nanobragg-c',
    scan: { widthDeg: 0.5, phiSteps: 3 },
    sampling: { oversample: 2, dMinA: 2 },
  },
  '`precision: double`': { sampling: { oversample: 1, precision: 'double' } },
  '`precision: mixed`': { sampling: { oversample: 1, precision: 'mixed' } },
  '`precision: single`': { sampling: { oversample: 1, precision: 'single' } },
  '`tolerance: 1e-9`': { sampling: { oversample: 1, tolerance: 1e-9 } },
  'a cell edge of 30 µm at 1 Å': { crystal: { cell: [300_000, 60, 40, 90, 90, 90], cells: [5, 5, 5] } },
  '27 million samples in a pixel': { sampling: { oversample: 5200 } },
};

/**
 * Returns the kernels by name; the GPU kernel runs on a device that accepts every command, so that no GPU is needed.
 */
async function kernels(): Promise<Readonly<Record<string, Kernel>>> {
  const anyGpu = deviceHolder(async function* () {
    yield nullGpu();
  });
  return {
    reference: await fromRegistry(builtinKernels, 'reference', 'kernel'),
    cpu: await fromRegistry(builtinKernels, 'cpu', 'kernel'),
    gpu: gpuKernelOn(anyGpu),
  };
}

/** Returns how a kernel computes an experiment, or the reason why it refuses it. */
async function outcome(kernel: Kernel, feature: Experiment): Promise<string> {
  const experiment = { ...BASE, ...feature };
  const { plan } = await buildPlan(experiment);
  const refused = kernel.accepts(plan);
  if (refused.length > 0) return `refused: ${refused.join('; ')}`;
  const isLong = plan.fixed.oversample > 1000;
  try {
    const prepared = await kernel.prepare(plan.fixed, builtinTerms, { ...kernelOptions(experiment), threads: 1 });
    // The kernels without a limit would compute for minutes.
    if (!isLong) await prepared.run(plan.shot);
    const { precision, reason } = prepared.arithmetic;
    await prepared.close();
    if (isLong) return 'yes';
    return reason === undefined ? precision : `${precision}: ${reason}`;
  } catch (error) {
    if (!isBraggsimError(error, 'refused')) throw error;
    return `refused: ${error.message.replace(/^kernel '\w+' cannot run this: |; use the cpu kernel$/g, '')}`;
  }
}

/** Returns the flags of the C program that are read and have no effect in either program. */
const ignoredFlags = (): string[] =>
  FLAG_GROUPS.flatMap(({ flags }) => flags.filter(({ apply }) => apply === nothing).map(({ names }) => names[0] ?? ''));

/** Returns the systems and versions of Node that the workflow of changes tests. */
function platforms(): { readonly systems: string[]; readonly versions: string[] } {
  const workflow = parse(readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8'));
  const { os, node } = workflow.jobs.test.strategy.matrix;
  return { systems: os, versions: node.map(String) };
}

/** Returns the page of supported features: every cell of its first table is the answer of a kernel. */
export async function supportPage(): Promise<string> {
  const byName = await kernels();
  const rows = await Promise.all(
    Object.entries(FEATURES).map(async ([name, feature]) => [
      sentence(name),
      ...(await Promise.all(Object.values(byName).map((kernel) => outcome(kernel, feature)))),
    ]),
  );
  const { systems, versions } = platforms();
  return page('What is supported', 'tools/reference-pages/support.ts', [
    '## Kernels',
    'The table shows how each kernel computes an experiment: its precision, with the reason where it differs from the requested ' +
      'one, or the reason for a refusal. `auto` selects the CPU kernel. More about the GPU: [gpu.md](../gpu.md).',
    table(['experiment', ...Object.keys(byName).map(code)], rows),
    '## Systems',
    `Node ${code(rootManifest().engines.node)} is needed. Every change is tested on ${codes(systems)}, each with Node ${versions.join(', ')}.`,
    '## Flags without effect',
    'Flags of the C program that `nanoBragg` accepts and that have no effect in either program:',
    ignoredFlags()
      .map((name) => `- ${code(name)}`)
      .join('\n'),
    '## Exit codes',
    table(
      ['code', 'when'],
      [
        ['0', 'success'],
        ['1', 'internal error'],
        ...Object.entries(EXIT_CODES).map(([tag, value]) => [String(value), EXIT_DOCS[tag as keyof typeof EXIT_CODES]]),
      ],
    ),
  ]);
}

const EXIT_DOCS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  usage: 'a flag, a field or a value is wrong',
  data: 'a file is wrong or missing',
  interrupted: 'stopped on request',
  refused: 'the kernel cannot compute the experiment',
  failed: 'a stage gives NaN for valid input',
  disagreement: '`braggsim compare`: images differ by more than was allowed',
  unconverged: 'a refinement stopped early, or does not explain its data; its outputs are written',
  incomplete: 'parts of a data set are missing',
  stopped: 'a run ended early on request; what it finished is kept, and the same command goes on',
};
