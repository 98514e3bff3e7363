/**
 * Takes a still through braggsim refine and DIALS and back: the `.expt` and `.refl` files of a refinement from scratch are searched for
 * spots and indexed by DIALS, refined again from what DIALS found, and shown, reindexed and integrated by DIALS.
 *
 *     npx tsx --conditions=source tools/interop/refine.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPrograms } from './python';

const braggsim = fileURLToPath(new URL('../../packages/cli/bin/braggsim.js', import.meta.url));
const examples = fileURLToPath(new URL('../../examples', import.meta.url));

const CRYSTAL = `structureFactors: { file: examples/lysozyme/lysozyme_1vat.hkl.gz }
readout: [{ kind: photon }, { kind: digitize, offset: 40 }]
sampling: { oversample: 1 }
`;
const still = (cell: string, misset: string, cells: string) => `${CRYSTAL}seed: 7
beam: { wavelengthA: 1, fluencePerM2: 5e26 }
detector: { distanceMm: 120, pixelMm: 0.1, pixelsFast: 480, pixelsSlow: 480 }
crystal: { cell: [${cell}, 90, 90, 90], misset: [${misset}], cells: [${cells}] }
background: [{ kind: water, thicknessUm: 0.23 }]
`;

const INDEX = [
  ...['stills.indexer=stills', 'indexing.method=real_space_grid_search', 'detector.fix=all', 'beam.fix=all'],
  'indexing.known_symmetry.unit_cell=78.35,78.35,37.54,90,90,90',
  'indexing.known_symmetry.space_group=P43212',
];
const INTEGRATE = [
  ...['nproc=1', 'profile.fitting=False'],
  ...['profile.gaussian_rs.min_spots.overall=10', 'profile.gaussian_rs.min_spots.per_degree=1'],
];

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-interop-'));
  const run = (program: string, ...argv: readonly string[]): string =>
    execFileSync(program, argv, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const own = (...argv: readonly string[]) => run(process.execPath, braggsim, ...argv);
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  symlinkSync(examples, join(folder, 'examples'));

  put('still.yaml', still('78.35, 78.35, 37.54', '12, -33, 57', '8, 8, 16'));
  put('start.yaml', still('78.7, 78.7, 37.4', '12.1, -32.9, 57.1', '7, 7, 14'));
  put('model.yaml', `${CRYSTAL}beam: { fluencePerM2: 4e26 }\ncrystal: { cells: [7, 7, 14] }\n`);
  own('simulate', 'still.yaml', '-q', '-o', 'still_001.img');
  own('refine', 'start.yaml', 'still_001.img', '--dmin', '3', '-q', '-o', 'scratch.expt');
  run('dials.find_spots', 'scratch.expt', 'output.reflections=strong.refl');
  const indexed = run('dials.index', 'scratch.expt', 'strong.refl', ...INDEX);
  console.log(`dials.index: ${/\|\s*0 \|\s*(\d+) \|/.exec(indexed)?.[1]} spots indexed`);
  const outputs = ['-o', 'refined.expt', '-o', 'refined.refl'];
  own(
    'refine',
    'model.yaml',
    '--start',
    'indexed.expt',
    '--spots',
    'indexed.refl',
    ...outputs,
    '--report',
    'r.json',
    '-q',
  );
  const { shots } = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as {
    shots: readonly { readonly status: string; readonly sigmaZ: number; readonly boxes: number }[];
  };
  for (const { status, sigmaZ, boxes } of shots) {
    console.log(`braggsim refine: ${status}, sigmaZ ${sigmaZ.toFixed(3)}, ${boxes} boxes`);
  }
  const shown = run('dials.show', 'refined.expt', 'refined.refl');
  console.log(`dials.show: ${/Reflection list contains \d+ reflections/.exec(shown)?.[0]}`);
  run('dials.reindex', 'refined.expt', 'refined.refl', 'change_of_basis_op=b,-a,c');
  console.log('dials.reindex: done');
  const integrated = run('dials.integrate', 'refined.expt', 'refined.refl', ...INTEGRATE);
  console.log(`dials.integrate: ${/Saving \d+ reflections to integrated.refl/.exec(integrated)?.[0]}`);
  const amplitudes = ['--free', 'misset,ncells,f-hkl', '--restrain', 'f-hkl=1:0.2', '-o', 'refined.mtz', '-q'];
  own('refine', 'model.yaml', '--start', 'indexed.expt', '--spots', 'indexed.refl', ...amplitudes);
  console.log(`gemmi: ${run('/usr/bin/python3', '-c', READ_MTZ).trim()}`);
  rmSync(folder, { recursive: true });
}

/** Prints what gemmi finds in the refined amplitudes. */
const READ_MTZ = `
import gemmi, numpy
mtz = gemmi.read_mtz_file('refined.mtz')
column = {c.label: numpy.array(c) for c in mtz.columns}
refined = column['SHOTS'] > 0
ratio = column['SIGF'][refined] / column['F'][refined]
print(' '.join(mtz.column_labels()), mtz.spacegroup.hm, mtz.nreflections, 'reflections,', refined.sum(),
      'refined with a median error of %.1f %%' % (100 * numpy.nanmedian(ratio)))
`;

const missing = await missingPrograms();
if (missing.length > 0) {
  console.error(`refine: nothing was checked, these are missing:\n  ${missing.join('\n  ')}`);
  process.exitCode = 2;
} else main();
