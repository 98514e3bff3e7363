import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  exampleExperiment,
  examplePixels,
  largestDifference,
  PLUGIN_EXAMPLES,
  type PluginExample,
} from '../../packages/cli/src/braggsim/plugin-examples.fixture';
import { closure, packPublished } from './pack';
import { install, runNode } from './project';

// The folder is outside the repository, so that plug-ins find only what the project has installed.
const folder = mkdtempSync(join(tmpdir(), 'braggsim-plugins-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packages = await packPublished(folder);
const project = await install(join(folder, 'project'), closure(packages, '@braggsim/cli'));
const KERNELS = ['reference', 'cpu'];

/**
 * Runs a command of the installed packages with a plug-in, once with each kernel, and returns the pixels of its images.
 */
async function images(command: string, example: PluginExample, argvOf: (kernel: string, output: string) => string[]) {
  copyFileSync(example.file, join(project, basename(example.file)));
  const found: Float32Array[] = [];
  for (const kernel of KERNELS) {
    const output = `${kernel}${example.extension ?? '.bin'}`;
    await runNode(project, `node_modules/@braggsim/cli/bin/${command}.js`, ...argvOf(kernel, output));
    found.push(examplePixels(readFileSync(join(project, output)), example));
  }
  return found as [Float32Array, Float32Array];
}

test.each(PLUGIN_EXAMPLES)('$name runs on the packed packages, on every kernel', async (example) => {
  writeFileSync(join(project, 'experiment.json'), exampleExperiment(example));
  const [reference, cpu] = await images('braggsim', example, (kernel, output) => [
    ...['simulate', 'experiment.json', '--plugin', basename(example.file)],
    ...['--kernel', kernel, '-o', output],
  ]);
  expect(reference.every((x) => x > 0)).toBe(true);
  expect(largestDifference(cpu, reference)).toBeLessThan(1e-5);
});

test('the drop-in uses the shape of a plug-in', async () => {
  const shape = PLUGIN_EXAMPLES[0] as PluginExample;
  const crystal = ['-default_F', '100', '-cell', '60', '60', '40', '90', '90', '90', '-N', '5'];
  const detector = ['-detpixels', '32', '-pixel', '0.4', '-distance', '300', '-nonoise', '-nopgm'];
  const [reference, cpu] = await images('nanoBragg', shape, (kernel, output) => [
    ...crystal,
    ...detector,
    ...['-plugin', basename(shape.file), '-shape', 'soft-ellipsoid', '-kernel', kernel, '-floatfile', output],
  ]);
  expect(Math.max(...reference)).toBeGreaterThan(100);
  expect(largestDifference(cpu, reference)).toBeLessThan(1e-5);
});
