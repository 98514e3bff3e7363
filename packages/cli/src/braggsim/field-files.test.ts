import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { vector } from '@braggsim/core';
import { cbf, type FileMetadata, smv } from '@braggsim/detector-io';
import { resolveDetector } from '@braggsim/geometry';
import { openImage } from '@braggsim/simulate/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from './run.fixture';

/** Files as other programs write them, each of a kind that docs/input-files.md describes. */
const field = (name: string) => fileURLToPath(new URL(`../../fixtures/field/${name}`, import.meta.url));

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

/** Converts a file to NeXus and returns the position of its detector. */
async function convertedToNexus(name: string) {
  const { code, err } = await finish(['convert', field(name), here.at('out.nxs')]);
  expect(code).toBe(0);
  const file = await openImage(here.at('out.nxs'), new Uint8Array(readFileSync(here.at('out.nxs'))));
  try {
    const { experiment } = (await file.facts({})) as FileMetadata;
    return { err, experiment, detector: resolveDetector(experiment.detector, experiment).value };
  } finally {
    await file.close();
  }
}

const degrees = (cosine: number) => (Math.acos(cosine) * 180) / Math.PI;

test('miniCBF: a detector that is swung in two-theta is swung in NeXus', async () => {
  const { detector, err } = await convertedToNexus('cbf-two-theta/a.cbf');
  expect(degrees(vector.dot(detector.normal, detector.beam))).toBeCloseTo(20, 6);
  expect(detector.normalDistance * 1000).toBeCloseTo(100, 6);
  expect(err).toContain('Detector_2theta is 20 deg; the header does not name its axis');
});

test('miniCBF: a distance in mm is in mm', async () => {
  const { detector } = await convertedToNexus('cbf-distance-mm/a.cbf');
  expect(detector.distance * 1000).toBeCloseTo(200, 9);
});

test('full CBF: packed doubles, and a panel placed by the axes of imgCIF', async () => {
  const { out } = await finish(['stats', field('cbf-packed-real/a.cbf')]);
  expect(out).toMatch(/sum +179700\n/);
  const { detector } = await convertedToNexus('cbf-packed-real/a.cbf');
  expect(degrees(vector.dot(detector.normal, detector.beam))).toBeCloseTo(20, 6);
  expect(detector.normalDistance * 1000).toBeCloseTo(200, 6);
});

test('CBF of dlsnxs2cbf: no line break after the padding, none at the end', async () => {
  const { code, out } = await finish(['stats', field('cbf-trailer-dlsnxs2cbf/a.cbf')]);
  expect(code).toBe(0);
  expect(out).toMatch(/max +70000 /);
  const bytes = new Uint8Array(readFileSync(field('cbf-trailer-dlsnxs2cbf/a.cbf')));
  const [panel] = cbf.decode?.(bytes, {}).panels ?? [];
  const values = Array.from(panel?.data ?? []);
  expect(values.reduce((a, b) => a + b, 0)).toBe(84624);
  expect(values.filter((value) => value === -1)).toEqual([-1]);
});

test('SMV: a negative width becomes a positive one about the inverted axis', async () => {
  const { experiment, detector } = await convertedToNexus('smv-negative-osc/a.img');
  expect(experiment.scan).toMatchObject({ startDeg: -10, widthDeg: 0.5 });
  expect(vector.dot(detector.spindle, detector.fast)).toBeCloseTo(-1, 12);
  // Back in a header that knows no other axis, the crystal turns backwards again.
  await finish(['convert', here.at('out.nxs'), here.at('back.img')]);
  const facts = smv.decode?.(new Uint8Array(readFileSync(here.at('back.img'))), {});
  expect([facts?.header.OSC_START, facts?.header.OSC_RANGE]).toEqual(['10.000000', '-0.500000']);
});

const EXPLAIN = ['--cell', '50', '--default-f', '1'];

test('.geom: directions of other lengths than 1 make pixels that are not square', async () => {
  const { out } = await finish(['explain', '--detector', field('geom-vectors-not-unit/a.geom'), ...EXPLAIN]);
  expect(out).toContain(
    'panel p0: 1000 x 1000 pixels of 0.1004 x 0.0996 mm from -50 -50 100 to 50.4 49.6 100 mm of the lab',
  );
});

test('.geom: pixels on the edge of a bad region in the lab are good, as for CrystFEL', async () => {
  const argv = ['simulate', '--detector', field('geom-bad-region-edge/a.geom'), ...EXPLAIN, '--dry-run', '--json'];
  const { out } = await finish(argv);
  expect(out).toMatch(/"gapsPx": \[\s*\[\s*11,\s*19,\s*1,\s*9\s*\]\s*\]/);
});

test('XPARM.XDS of before 2011, without a title', async () => {
  const { out } = await finish(['explain', '--matrix', field('xparm-old-format/XPARM.XDS'), '--default-f', '1']);
  expect(out).toContain('unit cell: 57.9046 57.8227 150.097 A, 89.9258 90.0227 89.8053 deg');
});

test('XPARM.XDS: the orientation is to the beam, not to z', async () => {
  const { out } = await finish(['orient', field('xparm-beam-ignored/XPARM.XDS'), '--wavelength', '0.97625']);
  const [first = ''] = out.split('\n');
  const row = first.trim().split(/\s+/).map(Number);
  for (const [i, value] of [-0.00445452, -0.01558363, 0.0018071].entries()) expect(row[i]).toBeCloseTo(value, 8);
});

test('XPARM.XDS is a detector as well: beam, place and spindle of XDS', async () => {
  const file = field('xparm-beam-ignored/XPARM.XDS');
  const { code, out } = await finish(['explain', '--detector', file, '--matrix', file, '--default-f', '1']);
  expect(code).toBe(0);
  expect(out).toContain('2463 x 2527 pixels of 0.172 mm at 265.27 mm');
  // (1225.349976 - 0.5) 0.172 mm, and where the tilted beam meets the plate.
  expect(out).toContain('direct beam: 211.019 mm along fast, 205.379 mm along slow');
  expect(out).not.toContain('its spindle is not that of the simulation');
});

test('INTEGRATE.HKL is refused, and XDS_ASCII.HKL without --intensities', async () => {
  const integrate = await finish(['reflections', field('integrate-hkl-as-F/INTEGRATE.HKL')]);
  expect([integrate.code, integrate.err]).toEqual([
    9,
    expect.stringContaining('intensities of XDS from before scaling'),
  ]);
  const refused = await finish(['reflections', field('XDS_ASCII.HKL')]);
  expect([refused.code, refused.err]).toEqual([9, expect.stringContaining('convert them with --intensities')]);
  const { code, out, err } = await finish(['reflections', field('XDS_ASCII.HKL'), '--intensities']);
  expect(code).toBe(0);
  expect(out).toContain('5 listed, 20 in P1');
  expect(out).toContain('largest 50');
  expect(err).toContain('1 negative intensity becomes an amplitude of 0');
  expect(err).toContain('1 observations that XDS marks as misfits');
});

test('the drop-in refuses measurements of XDS as amplitudes as well', async () => {
  const { code, err } = await finish(['simulate', '--hkl', field('integrate-hkl-as-F/INTEGRATE.HKL'), '--cell', '50']);
  expect([code, err]).toEqual([9, expect.stringContaining('from before scaling')]);
});

test('for a MOSFLM matrix with a contradicting cell line the matching wavelength is reported', async () => {
  const argv = ['explain', '--matrix', field('mat-cell-disagrees/A.mat'), '--default-f', '1'];
  const { out } = await finish(argv);
  expect(out).toContain(
    'cell of 54.51 x 65.41 x 109.02 A, and its cell line says 50 x 60 x 100 A; they agree at a wavelength of 0.9173 A',
  );
  const agreed = await finish([...argv, '--wavelength', '0.9173']);
  expect(agreed.out).not.toContain('its cell line says');
});

const fcalc = (name: string, ...more: string[]) =>
  finish(['fcalc', field(name), '--no-solvent', '-o', here.at('out.hkl'), ...more]);

test('PDB files before format 2: line numbers are not read as elements', async () => {
  const { code, out } = await fcalc('legacy-pdb-line-numbers/old.pdb', '--dmin', '6');
  expect(code).toBe(0);
  // C and N at four positions each give 4 (6 + 7), less the deviation of the form factors at 0.
  expect(out).toMatch(/F\(0 0 0\) +51\.97/);
});

test('CRYST1: a symbol longer than its columns is read to its end', async () => {
  const { out } = await fcalc('cryst1-open-bracket/a.pdb', '--dmin', '9');
  expect(out).toContain('P 21 21 21 (19)');
});

test('a SCALE matrix that differs from CRYST1 is reported with the resulting R', async () => {
  const { code, err } = await fcalc('pdb-scale-rounding/a.pdb', '--dmin', '2.5', '--neutral');
  expect(code).toBe(0);
  expect(err).toContain('SCALE differs from the cell of CRYST1 by up to 8.1e-6; CRYST1 is used');
  expect(err).toContain('R = 2.8e-3 between the two to 2.5 A');
});

test('CIF of a mineral: amplitudes agree with gemmi', async () => {
  const { out } = await fcalc('small-molecule-cif/nacl.cif', '--dmin', '2', '--neutral');
  expect(out).toContain('F m -3 m (225)');
  const list = readFileSync(here.at('out.hkl'), 'utf8');
  const amplitude = (hkl: string) => Number(new RegExp(`^${hkl} (\\S+)$`, 'm').exec(list)?.[1]);
  expect(amplitude('0 2 0')).toBeCloseTo(81.25, 2);
  expect(amplitude('1 1 1')).toBeCloseTo(17.37, 2);
});

test('the charges of a CIF select form factors of ions, which the report says; an unknown ion is reported', async () => {
  const { out } = await fcalc('small-molecule-cif/nacl.cif', '--dmin', '2');
  expect(out).toContain('of the ions Na1+, Cl1-, by the charges of the model');
  const name = here.put('na9.cif', readFileSync(field('small-molecule-cif/nacl.cif'), 'utf8').replace('Na1+', 'Na9+'));
  const { err } = await finish(['fcalc', name, '--dmin', '2', '-o', here.at('na9.hkl')]);
  expect(err).toContain('the form factor of Na9+ is not known; that of the neutral atom is used');
});
