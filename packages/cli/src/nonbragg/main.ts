import { interpolant, resample, type ScatteringTable, valueAt } from '@braggsim/background';
import { dataError, interrupted, type Term, usageError } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import { forEachPixel, type Registry } from '@braggsim/core/kernel';
import { inFile, makeFolder, openOutputs, readInput } from '@braggsim/core/node';
import { formatG } from '@braggsim/core/text';
import { readRawFloat, readSmv, smvGeometry } from '@braggsim/detector-io';
import type { Experiment } from '@braggsim/experiment';
import { loadInputs } from '@braggsim/experiment/node';
import { pixelTracer } from '@braggsim/kernel-cpu';
import { resolveScan } from '@braggsim/lattice';
import { type BuiltPlan, buildPlan, builtinTerms } from '@braggsim/simulate';
import { EXIT_CODE_LINES, flagHelp } from '../nanobragg/help';
import { outputPaths, writeOutputs } from '../nanobragg/outputs';
import { scanFlags } from '../nanobragg/parse';
import { render } from '../nanobragg/render';
import { withSeeds } from '../nanobragg/seeds';
import type { Terminal } from '../terminal/command';
import { version } from '../terminal/version';
import { detectorOf, experimentOf, moleculesOf } from './experiment';
import { NONBRAGG_FLAGS } from './flags';
import { nonBraggHeader } from './header';
import { inverseLines, invert } from './inverse';
import { type NonBraggDraft, newNonBraggDraft } from './invocation';

const helpText = (): string =>
  [
    'nonBragg: scattering of amorphous material',
    '',
    'Usage: nonBragg -stol <file> [flags]',
    '',
    'The same flags, files and results as the nonBragg C program. Flags take one dash or two.',
    ...flagHelp(NONBRAGG_FLAGS),
    '',
    ...EXIT_CODE_LINES,
    '',
  ].join('\n');

interface InputImage {
  readonly experiment: Experiment;
  readonly pixels: ArrayLike<number>;
  readonly warnings: readonly string[];
}

function readImage(file: string): InputImage {
  return inFile(file, () => {
    const { header, pixels } = readSmv(readInput(file, '-img image'));
    // This program counts the beam centre of a header from the far edge, as nanoBragg does for masks.
    const { value, warnings } = smvGeometry(header, 'mask');
    return { experiment: value, pixels, warnings: warnings.map(({ message }) => message) };
  });
}

/**
 * Reads the image of -background. @throws BraggsimError (`data`) for an image of another size, (`usage`) where there
 * are no photons to add to
 */
function readBackground({ background, amplitudeMap }: NonBraggDraft, detector: Detector): Float32Array | undefined {
  if (background === undefined) return undefined;
  if (amplitudeMap) throw usageError('-background adds photons, and -Fmap writes amplitudes: leave one of them out');
  const bytes = readInput(background, '-background image');
  return inFile(background, () => readRawFloat(bytes, [detector.pixelsSlow, detector.pixelsFast]));
}

const withBackground = (photons: Float32Array, background: Float32Array | undefined): Float32Array =>
  background ? photons.map((value, i) => value + (background[i] as number)) : photons;

/** Reads a command line. Flags take precedence over the header of an image, whatever their order. */
function readCommandLine(argv: readonly string[]) {
  const occurrences = scanFlags(argv, NONBRAGG_FLAGS, 'nonBragg');
  const apply = (experiment: Experiment): NonBraggDraft => {
    const draft = newNonBraggDraft(experiment);
    for (const { flag, values } of occurrences) flag.apply(draft, values);
    return draft;
  };
  const file = apply({}).files.image;
  const image = file === undefined ? undefined : readImage(file);
  return { draft: apply(image?.experiment ?? {}), image };
}

/** Computes the amplitude at the last sample of every pixel. */
async function amplitudeMap(
  { plan, derived }: BuiltPlan,
  terms: Registry<Term>,
  table: ScatteringTable,
  asInC: boolean,
) {
  const trace = await pixelTracer(plan, terms);
  const uniform = resample(interpolant(table, asInC ? 'extrapolate' : 'hold'), 'map');
  const { detector } = derived;
  const map = new Float32Array(detector.pixelsFast * detector.pixelsSlow);
  forEachPixel(detector.region, detector, (fast, slow, pixel) => {
    map[pixel] = valueAt(uniform, trace({ fast, slow }).last?.inputs.sinThetaOverLambda ?? 0);
  });
  return map;
}

/** Runs the drop-in command nonBragg. */
export async function nonBragg(argv: readonly string[], terminal: Terminal): Promise<void> {
  if (argv.some((word) => /^--?h(elp)?$/.test(word))) return terminal.out(helpText());
  if (argv.some((word) => /^--?version$/.test(word))) return terminal.out(`braggsim ${version}\n`);
  const { draft, image } = readCommandLine(argv);
  const experiment = withSeeds(experimentOf(draft));
  if (draft.run.showConfig) return terminal.out(`${JSON.stringify(experiment, null, 2)}\n`);
  const asInC = experiment.compat === 'nanobragg-c';
  const { value: inputs } = loadInputs(experiment);
  const { file = '', abscissa = 'stol' } = draft.table ?? {};
  const table = inputs.backgroundTables?.[file] as ScatteringTable;
  const built = await buildPlan(experiment, inputs);
  const background = readBackground(draft, built.derived.detector);
  tellWarnings(built, image, draft, terminal);

  const { directory } = draft.outputs;
  if (directory !== '.') makeFolder(directory);
  const files = openOutputs([...outputPaths(draft.outputs), ...(image ? [draft.inverse.output] : [])]);
  try {
    const molecules = moleculesOf(draft);
    terminal.out(`nonBragg drop-in, braggsim ${version}\n  ${formatG(molecules)} molecules in the beam\n`);
    const { detector, oversample } = built.derived;
    const photons = draft.amplitudeMap
      ? await amplitudeMap(built, builtinTerms, table, asInC)
      : withBackground((await render(built, builtinTerms, experiment, draft, terminal)).photons, background);
    if (image) {
      const { gain, ignore, rejectSigma, output } = draft.inverse;
      if (image.pixels.length !== photons.length) {
        throw dataError(
          `the -img image has ${image.pixels.length} pixels, and the flags describe a detector of ${photons.length}`,
        );
      }
      const recorded = { pixels: image.pixels, gain, ignore, rejectSigma, offset: draft.outputs.offset };
      const bins = await invert(built, builtinTerms, recorded, table, { molecules, perStep: asInC ? built.steps : 1 });
      const lines = inverseLines(bins, abscissa);
      files.write(output, [new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))]);
      terminal.out(`wrote ${output} as ${lines.length} lines of text\n`);
    }
    const scan = resolveScan(draft.experiment.scan as Experiment['scan'], built.compatibility).value;
    const lines = writeOutputs(
      {
        photons,
        shape: [detector.pixelsSlow, detector.pixelsFast],
        region: detector.region,
        mask: undefined,
        metadata: built.metadata,
        header: nonBraggHeader(
          built,
          scan,
          detectorOf(draft.experiment.detector as Experiment['detector'], asInC).sizeSlowMm,
        ),
        oversample,
        seed: experiment.seed ?? 0,
      },
      draft.outputs,
      files,
    );
    terminal.out(`${lines.join('\n')}\n`);
    if (terminal.signal.aborted) throw interrupted();
    await files.commit();
  } finally {
    await files.discard();
  }
}

/** Warnings of nanoBragg that are meaningless here, since the normal is always derived. */
const EXPECTED = new Set(['normal-derived']);

function tellWarnings(
  built: BuiltPlan,
  image: InputImage | undefined,
  { run }: NonBraggDraft,
  { err }: Terminal,
): void {
  const own = built.warnings.filter(({ id }) => !EXPECTED.has(id)).map(({ message }) => message);
  const warnings = [...(image?.warnings ?? []), ...own];
  for (const message of warnings) err(`nonBragg: warning: ${message}\n`);
  if (run.warningsAreErrors && warnings.length > 0) {
    throw usageError(`${warnings.length} warning(s), and -werror makes them errors`);
  }
}
