import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { units, vector } from '@braggsim/core';
import { codecFor } from '@braggsim/detector-io';
import { readGeom, writeGeom } from '@braggsim/detector-io/geometry';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { readReflections } from '@braggsim/reflections/files';
import { imageNumber, openInspected, readMaskFiles } from '@braggsim/simulate/node';
import { joined } from '@braggsim/testkit';
import { type Cells, close, image, verdict } from './matrix-files';

/** A panel as CrystFEL's library has it: corner and steps from pixel to pixel in mm of its lab frame. */
interface TheirPanel {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly cornerMm: readonly number[];
  readonly fastMm: readonly number[];
  readonly slowMm: readonly number[];
  readonly values: readonly (number | null)[];
  readonly bad: readonly number[];
}

interface TheirImage {
  readonly wavelengthA: number;
  readonly panels: readonly TheirPanel[];
}

/** Two panels that are turned, of pixels that are not square, with bad regions of each kind, flags and edges. */
const HARD_GEOM = `photon_energy = 12.65 keV
clen = 100 mm
coffset = 0.0012
res = 10000
adu_per_photon = 1
data = /entry/data/data
dim0 = %
dim1 = ss
dim2 = fs
flag_morethan = 1700
p0/min_fs = 0
p0/max_fs = 29
p0/min_ss = 0
p0/max_ss = 9
p0/corner_x = -15.3
p0/corner_y = -12.1
p0/fs = +0.998x -0.052y +0.02z
p0/ss = +0.051x +1.012y
p0/mask_edge_pixels = 1
p1/min_fs = 0
p1/max_fs = 29
p1/min_ss = 10
p1/max_ss = 19
p1/corner_x = 14.7
p1/corner_y = 13.4
p1/fs = -x
p1/ss = -0.9991y +0.0424z
p1/flag_lessthan = 903
p1/flag_equal = 1200
badlab/min_x = -6
badlab/max_x = 2.5
badlab/min_y = -8
badlab/max_y = 8
badpix/min_fs = 4
badpix/max_fs = 6
badpix/min_ss = 12
badpix/max_ss = 13
badpix/panel = p1
`;

/** Compiles the program that asks CrystFEL's library; throws an Error where the installation has no library. */
function compiled(prefix: string, folder: string): string {
  const program = join(folder, 'crystfel');
  const source = fileURLToPath(new URL('./crystfel.c', import.meta.url));
  const library = join(prefix, 'lib');
  execFileSync('cc', [
    ...['-std=c99', source, `-I${join(prefix, 'include', 'crystfel')}`, `-L${library}`, `-Wl,-rpath,${library}`],
    ...['-lcrystfel', '-o', program],
  ]);
  return program;
}

/**
 * Compares what CrystFEL's library and this project find in each other's files.
 *
 * @param prefix folder under which CrystFEL is installed, with `include` and `lib`
 * @param folder with the files of `writeOurs`
 */
export async function crystfelRows(prefix: string, folder: string): Promise<(readonly [string, Cells])[]> {
  const program = compiled(prefix, folder);
  const ask = (...argv: readonly string[]): string =>
    execFileSync(program, argv, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const theirs = (geometry: string): TheirImage => JSON.parse(ask('image', geometry, 'image.nxs', '//0'));
  writeFileSync(join(folder, 'image.geom'), writeGeom(image().metadata, 'nxmx'));
  writeFileSync(join(folder, 'hard.geom'), HARD_GEOM);
  ask('rewrite', 'hard.geom', 'rewritten.geom');
  ask('list', 'crystfel.hkl');
  return [
    ['our NeXus and `.geom` by CrystFEL', await ourImage(theirs('image.geom'), folder)],
    [
      '`.geom` with turned panels, read by CrystFEL and by braggsim',
      await sameGeometry(theirs('hard.geom'), folder, 'hard.geom'),
    ],
    [
      'the same as CrystFEL writes it, read by braggsim',
      await sameGeometry(theirs('hard.geom'), folder, 'rewritten.geom'),
    ],
    ['reflection list of CrystFEL, read by braggsim', { values: listVerdict(join(folder, 'crystfel.hkl')) }],
  ];
}

/** Compares where panels stand for CrystFEL and for this project, in the frame of the file. */
function geometryVerdict(found: TheirImage, folder: string, file: string): string {
  const experiment = readGeom(readFileSync(join(folder, file), 'utf8'));
  const panels = recordingPanels(resolveDetector(experiment.detector, experiment).value);
  const same = found.panels.every(({ cornerMm, fastMm, slowMm }, p) => {
    const panel = panels[p];
    if (!panel) return false;
    const fast = vector.scale(panel.fast, units.toMm(panel.pixelSize));
    const slow = vector.scale(panel.slow, units.toMm(panel.pixelSizeSlow ?? panel.pixelSize));
    return (
      close(panel.origin.map(units.toMm), cornerMm, 1e-6) && close(fast, fastMm, 1e-7) && close(slow, slowMm, 1e-7)
    );
  });
  return verdict(same && panels.length === found.panels.length, [found.panels[0]?.cornerMm, panels[0]?.origin]);
}

/** Values and masks of our own image file, as CrystFEL reads it with our geometry. */
async function ourImage(found: TheirImage, folder: string): Promise<Cells> {
  const known = await openInspected(join(folder, 'image.nxs'), {});
  try {
    const { panels, masks = [] } = await imageNumber(known, 1);
    const [values, mask] = [Array.from(panels[0]?.data ?? []), masks[0]];
    const [panel] = found.panels;
    return {
      values: verdict(
        values.every((value, i) => panel?.values[i] === value),
        panel?.values.slice(0, 5),
      ),
      geometry: geometryVerdict(found, folder, 'image.geom'),
      mask: verdict(
        values.every((_, i) => (mask?.[i] !== 0) === (panel?.bad[i] !== 0)),
        panel?.bad.slice(0, 5),
      ),
      beam: verdict(close([found.wavelengthA], [0.98], 1e-6), found.wavelengthA),
    };
  } finally {
    await known.file.close();
  }
}

/** Compares the geometry and bad pixels of a geometry file over an image of this project. */
async function sameGeometry(found: TheirImage, folder: string, file: string): Promise<Cells> {
  const masks = await readMaskFiles([join(folder, file)]);
  const known = await openInspected(join(folder, 'counts.npy'), {}, masks);
  try {
    const mask = (await imageNumber(known, 1)).masks?.[0];
    const bad = found.panels.flatMap((panel) => panel.bad);
    const differing = bad.filter((value, i) => (value !== 0) !== ((mask?.[i] ?? 0) !== 0)).length;
    const experiment = readGeom(readFileSync(join(folder, file), 'utf8'));
    const { energyEv = 0 } = experiment.beam ?? {};
    return {
      geometry: geometryVerdict(found, folder, file),
      mask: verdict(differing === 0, `${differing} pixels`),
      beam: verdict(close([found.wavelengthA], [units.wavelengthOfEnergy(energyEv) * 1e10], 1e-6), found.wavelengthA),
    };
  } finally {
    await known.file.close();
  }
}

/** Amplitudes of the list, whose intensities are 100 l + h. */
function listVerdict(path: string): string {
  const { h, k, l, F } = readReflections(new Uint8Array(readFileSync(path)), path).reflections;
  // Friedel mates that the list does not have get its amplitudes as well: their k is -1.
  const given = Array.from(F, (f, i) => [h[i], k[i], l[i], f * f] as [number, number, number, number]).filter(
    ([, y]) => y === 1,
  );
  const same = given.every(([x, , z, intensity]) => Math.abs(intensity - (100 * z + x)) < 1e-6);
  return verdict(same && given.length === 15, given.slice(0, 3));
}

/** Puts the counts of the matrix beside the other files, without a mask. */
export async function writeCounts(folder: string): Promise<void> {
  const path = join(folder, 'counts.npy');
  const { masks: _, ...plain } = image();
  writeFileSync(path, joined((await codecFor(path)).encode?.(plain, {}) ?? []));
}
