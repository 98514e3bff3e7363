import { interrupted, usageError, type Warning } from '@braggsim/core';
import { yieldToTasks } from '@braggsim/core/kernel';
import { makeFolder, type OutputFiles, openOutputs } from '@braggsim/core/node';
import { checkXdsDetector } from '@braggsim/detector-io/geometry';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { loadInputs, loadPlugins } from '@braggsim/experiment/node';
import { totalSolidAngle } from '@braggsim/geometry';
import { writeCache } from '@braggsim/reflections';
import { type BuiltPlan, buildPlan, builtinStages, unusedStages, withStages } from '@braggsim/simulate';
import { explain, faultNotice } from '@braggsim/simulate/text';
import type { Terminal } from '../terminal/command';
import { keepGeneratedModules } from '../terminal/kept-modules';
import { checkMemory } from '../terminal/memory';
import { version } from '../terminal/version';
import { checkAmorphous } from './amorphous';
import { readCommandLine } from './command-line';
import { helpText } from './help';
import type { Invocation } from './invocation';
import { imageOutputs, outputPaths } from './outputs';
import { kernelLine, render } from './render';
import { noiseParameterLines, setupReport, solidAngleLine } from './report';
import { withSeeds } from './seeds';
import { sidecarOf } from './sidecar';

const HELP = new Set(['-h', '-help', '--help']);
const VERSION = new Set(['-version', '--version']);

/** Runs the drop-in command nanoBragg: from a command line of the C program to its files and its report. */
export async function nanoBragg(argv: readonly string[], terminal: Terminal): Promise<void> {
  const say = (lines: readonly string[]) => terminal.out(lines.map((line) => `${line}\n`).join(''));
  if (argv.some((token) => HELP.has(token))) return terminal.out(helpText());
  if (argv.some((token) => VERSION.has(token))) return terminal.out(`braggsim ${version}\n`);

  const { invocation, mask, warnings: headerWarnings } = readCommandLine(argv);
  const experiment = withSeeds(invocation.experiment);
  if (invocation.run.showConfig) return terminal.out(`${JSON.stringify(experiment, null, 2)}\n`);
  const { value: inputs, warnings: inputWarnings } = loadInputs(experiment, {
    ...invocation.reading,
    ...(mask && { mask }),
  });
  invocation.files.amorphous.forEach(checkAmorphous);
  const plugins = await loadPlugins(invocation.run.plugins);
  const stages = plugins.length > 0 ? withStages(plugins) : builtinStages;
  const { terms } = stages;
  const built = await buildPlan(experiment, inputs, stages);
  checkMemory(built.derived.detector);
  if (invocation.outputs.xdsInput !== undefined) checkXdsDetector(built.derived.detector);
  tellWarnings(
    [...headerWarnings, ...inputWarnings, ...built.warnings, ...unusedStages(plugins, experiment, built)],
    invocation,
    terminal,
  );
  const notice = await faultNotice(experiment, inputs, built, stages);
  if (notice) terminal.err(`nanoBragg: ${notice}\n`);
  if (invocation.run.explain) return say(await explain(experiment, inputs, built, stages, plugins));

  if (invocation.outputs.directory !== '.') makeFolder(invocation.outputs.directory);
  const files = openOutputs(outputPaths(invocation.outputs));
  try {
    say([`nanoBragg drop-in, braggsim ${version}`, ...setupReport(built, experiment)]);
    if (invocation.files.mask) say([`  skipping zero-flagged pixels in ${invocation.files.mask}`]);
    if (invocation.outputs.noise !== null) say(noiseParameterLines(experiment.seed ?? 0, waterUm(experiment)));
    saveCache(experiment, inputs, files, say);
    await keepGeneratedModules(plugins);
    const { detector, oversample } = built.derived;
    const shape = [detector.pixelsSlow, detector.pixelsFast] as const;
    const image = { shape, region: detector.region, mask, metadata: built.metadata };
    const outputs = imageOutputs({ ...image, oversample, seed: experiment.seed ?? 0 }, invocation.outputs, files);
    const rendered = await render(built, terms, experiment, invocation, terminal, outputs);
    const { photons } = rendered;
    if (invocation.run.printout || invocation.run.tracePixel) {
      const { tellPixels } = await import('./printout');
      await tellPixels(built, terms, invocation.run, photons, say);
    }
    say(['', kernelLine(rendered), solidAngleLine(reportedSolidAngle(built, experiment, mask))]);
    say(outputs.finish(photons));
    if (invocation.outputs.sidecar) {
      const sidecar = sidecarOf(argv, experiment, built, rendered);
      for (const path of outputPaths(invocation.outputs)) files.write(`${path}.json`, [sidecar]);
    }
    // A signal that arrives while this thread is busy is processed in the next event loop iteration.
    await yieldToTasks();
    if (terminal.signal.aborted) throw interrupted();
    await files.commit();
  } finally {
    await files.discard();
  }
}

function tellWarnings(warnings: readonly Warning[], { run }: Invocation, { err }: Terminal): void {
  for (const { message } of warnings) err(`nanoBragg: warning: ${message}\n`);
  if (run.warningsAreErrors && warnings.length > 0) {
    throw usageError(`${warnings.length} warning(s), and -werror makes them errors`);
  }
}

/**
 * Returns the solid angle for the report. The C program divides its sum over layers and subpixels by all steps,
 * including sources and orientations.
 */
function reportedSolidAngle(built: BuiltPlan, { compat }: Experiment, mask: Uint8Array | undefined): number {
  const { derived, compatibility, steps } = built;
  const whole = totalSolidAngle(derived.detector, { compatibility, mask });
  if (compat === 'corrected') return whole;
  return (whole * derived.oversample ** 2 * derived.detector.sensor.layers) / steps;
}

function saveCache(
  { structureFactors = {} }: Experiment,
  { reflections }: SimulationInputs,
  files: OutputFiles,
  say: (lines: readonly string[]) => void,
): void {
  const { file, cache, default: defaultF = 0 } = structureFactors;
  if (!cache || !reflections) return;
  say([file ? `writing dump file for next time: ${cache}` : `reading Fs from ${cache}`]);
  if (file) files.write(cache, [writeCache(reflections, defaultF)]);
}

function waterUm({ background = [] }: Experiment): number {
  const water = background.find(({ kind }) => kind === 'water');
  return typeof water?.thicknessUm === 'number' ? water.thicknessUm : 0;
}
