/**
 * Makes the indexing set of the guide, finds and indexes its spots with DIALS through the experiment list of its shard, and compares cells, orientations
 * and distances with the labels. Needs DIALS of Debian (`/usr/bin/dials.*`).
 *
 *     npx tsx --conditions=source tools/dataset/index-shots.ts [FOLDER] [SHOTS]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runDataset } from '../../packages/dataset/src/node';

const [folder = mkdtempSync(join(tmpdir(), 'braggsim-dials-')), shots = '50'] = process.argv.slice(2);
const AMPLITUDES = resolve(import.meta.dirname, '../../examples/lysozyme/lysozyme_1vat.hkl.gz');

const PLAN = `
beam: { energyEv: 12000, fluencePerM2: 1e21 }
detector: { pixelsFast: 1024, pixelsSlow: 1024, pixelMm: 0.2, distanceMm: 180, convention: xds }
crystal: { cell: [78.35, 78.35, 37.54, 90, 90, 90], cells: [12, 12, 24], shape: gauss, blocks: 1e8, mosaic: { spreadDeg: 0.2, domains: 30 } }
structureFactors: { file: ${JSON.stringify(AMPLITUDES)} }
background: [{ kind: water, thicknessUm: 10 }]
sampling: { oversample: 1 }
seed: 3
shots: ${shots}
vary:
  crystal.orientation: { rotation: uniform }
  detector.distanceMm: { uniform: [170, 190] }
  beam.energyEv: { normal: { mean: 12000, sd: 100 } }
images: { layout: nxmx }
labels: { spots: true }
shards: { shots: ${shots} }
`;

/** What DIALS found: medians and largest deviations, relative to the labels or in degrees. */
interface Figures {
  readonly shots: number;
  readonly spots: number;
  readonly indexed: number;
  readonly cell: readonly [number, number];
  readonly degrees: readonly [number, number];
  readonly distance: readonly [number, number];
  readonly wavelength: number;
}

if (!existsSync('/usr/bin/dials.index')) {
  console.error('dials: nothing was checked, DIALS is missing (apt-get install --no-install-recommends dials)');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'plan.yaml'), PLAN);
const started = performance.now();
await runDataset({
  planFile: join(folder, 'plan.yaml'),
  out: join(folder, 'set'),
  versions: {},
  workers: 1,
  trust: true,
});
console.log(`${shots} shots in ${((performance.now() - started) / 1000).toFixed(0)} s, in ${folder}`);
const list = join(folder, 'set/shards/00000/shard-00000.expt');
const script = join(import.meta.dirname, 'index_shots.py');
const figures = JSON.parse(execFileSync('/usr/bin/python3', [script, folder, list], { encoding: 'utf8' })) as Figures;
const percent = (x: number) => `${(100 * x).toPrecision(2)} %`;
const rows: readonly (readonly [string, string, string])[] = [
  ['cell edges', percent(figures.cell[0]), percent(figures.cell[1])],
  ['orientation', `${figures.degrees[0].toPrecision(2)} deg`, `${figures.degrees[1].toPrecision(2)} deg`],
  ['distance', percent(figures.distance[0]), percent(figures.distance[1])],
];
console.log(`${figures.spots} spots found, ${figures.indexed} of ${figures.shots} shots indexed`);
for (const [what, median, largest] of rows) console.log(`${what}: median ${median}, largest ${largest}`);
process.exitCode = figures.indexed >= 0.9 * figures.shots && figures.degrees[0] < 0.1 && figures.cell[0] < 0.01 ? 0 : 1;
