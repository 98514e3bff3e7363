import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * Makes the pictures of the examples in docs/guide/images, each with what the example shows and without it, by the built commands:
 * npx tsx tools/docs/pictures.ts [NAME...]
 */

type Fields = Record<string, unknown>;

/** What each example is without its effect: fields that are replaced, or left out where undefined. */
const WITHOUT: Readonly<Record<string, (experiment: Fields) => Fields>> = {
  'xfel-still': ({ crystals, beam, ...others }) => ({
    ...others,
    beam: { ...(beam as Fields), spectrum: undefined, energyEv: 9500 },
    crystals: [(crystals as Fields[])[0]],
  }),
  'pink-laue': ({ beam, ...others }) => ({
    ...others,
    beam: { ...(beam as Fields), spectrum: undefined, energyEv: 12000 },
  }),
  // X-rays of molybdenum at a distance that gives about the same scale: their Ewald sphere is curved and cuts few spots.
  'electron-still': ({ beam: _, detector, ...others }) => ({
    ...others,
    beam: { fluencePerM2: 1e30, energyEv: 17479 },
    detector: { ...(detector as Fields), cameraLengthMm: 17.7 },
  }),
  'diffuse-protein': ({ crystal, ...others }) => ({
    ...others,
    crystal: { ...(crystal as Fields), diffuse: undefined },
  }),
  'silver-behenate': ({ background, beamStop: _, ...others }) => ({
    ...others,
    background: (background as Fields[]).filter(({ kind }) => kind === 'rings'),
  }),
  'ice-rings': ({ background, ...others }) => ({
    ...others,
    background: (background as Fields[]).filter(({ kind }) => kind !== 'rings'),
  }),
};

const ROOT = new URL('../..', import.meta.url).pathname;
const IMAGES = join(ROOT, 'docs/guide/images');

/** Runs an experiment in the folder of its example, so that the files that it names are found. */
function picture(example: string, experiment: Fields, to: string): void {
  const folder = join(ROOT, 'examples', example);
  const file = join(folder, `.picture-${to}.json`);
  writeFileSync(file, JSON.stringify({ ...experiment, output: [join(IMAGES, `${to}.png`)] }));
  try {
    execFileSync('node', [join(ROOT, 'packages/cli/bin/braggsim.js'), 'simulate', file, '--quiet'], {
      stdio: 'inherit',
    });
  } finally {
    rmSync(file);
  }
}

/** Draws the picture of a Laue pattern with its reflections, which the example itself draws. */
function overlay(): void {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-pictures-'));
  const run = (...words: string[]) => execFileSync('node', words, { cwd: folder, stdio: 'inherit' });
  try {
    // The example writes to ../../out from its own folder.
    const copy = join(folder, 'examples/pink-laue');
    mkdirSync(copy, { recursive: true });
    for (const name of ['pink-laue.yaml', 'band.csv']) {
      copyFileSync(join(ROOT, 'examples/pink-laue', name), join(copy, name));
    }
    run(join(ROOT, 'packages/cli/bin/braggsim.js'), 'simulate', join(copy, 'pink-laue.yaml'), '--quiet');
    run(join(ROOT, 'examples/pink-laue/overlay.mjs'), join(folder, 'out'));
    copyFileSync(join(folder, 'out/pink-laue-hkl.svg'), join(IMAGES, 'example-pink-laue-hkl.svg'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asked = process.argv.slice(2);
for (const [name, without] of Object.entries(WITHOUT)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const experiment = parse(readFileSync(join(ROOT, 'examples', name, `${name}.yaml`), 'utf8')) as Fields;
  picture(name, experiment, `example-${name}`);
  // What is undefined does not survive as JSON.
  picture(name, JSON.parse(JSON.stringify(without(experiment))) as Fields, `example-${name}-without`);
  if (name === 'pink-laue') overlay();
  console.log(`example-${name}.png, example-${name}-without.png`);
}
