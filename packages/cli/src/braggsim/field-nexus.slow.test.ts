import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { codecs } from '@braggsim/detector-io';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, folder } from '../terminal/run.fixture';
import { copyField, look, masked, run } from './field-nexus.fixture';
import { finish } from './run.fixture';

/** Files of packages/cli/fixtures/field, whose README describes their origins. */

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());
const field = (name: string): string => copyField(here, name);

test('a mask over ordinary counts is kept, as negative values in CBF', async () => {
  const from = field('masked.nxs');
  const { err } = await run('convert', from, here.at('out.cbf'));
  expect(err).toContain("out.cbf' does not keep");
  expect(err).toContain('reasons of masked pixels');
  const cbf = await look(here.at('out.cbf'));
  expect([...(cbf.pixels ?? [])].filter((value) => value < 0)).toHaveLength(26);
  await run('convert', from, here.at('out.nxs'));
  const [was, is] = [await look(from), await look(here.at('out.nxs'))];
  expect(masked(is.mask)).toBe(26);
  expect(was.mask?.map((bits, i) => bits & ~(is.mask?.[i] ?? 0)).every((lost) => lost === 0)).toBe(true);
});

test('counts of 64 bits are kept exactly, or the rounding is reported', async () => {
  const from = field('u64.nxs');
  expect((await run('convert', from, here.at('out.nxs'))).err).toBe('');
  const [was, is] = [await look(from), await look(here.at('out.nxs'))];
  expect(is.pixels).toEqual(was.pixels);
  expect(Math.max(...(is.pixels ?? []))).toBe(5_990_000_000);
  expect((await run('convert', from, here.at('out.npy'))).err).toMatch(
    /\d+ pixels were clipped or rounded to what npy/,
  );
});

test('an energy replaces a wavelength', async () => {
  expect((await run('convert', field('keV.nxs'), here.at('out.nxs'))).err).toBe('');
  const { metadata } = await look(here.at('out.nxs'));
  expect(metadata.beam.wavelength * 1e10).toBeCloseTo(2, 6);
});

test('irregular angles of images are kept', async () => {
  const from = field('screen.nxs');
  expect((await run('convert', from, here.at('out.nxs'))).err).toBe('');
  const { facts } = await look(here.at('out.nxs'));
  expect(facts?.angles?.startsDeg.map((angle) => Number(angle.toFixed(9)))).toEqual([0, 45, 90]);
  for (const width of facts?.angles?.widthsDeg ?? []) expect(width).toBeCloseTo(0.15, 9);
  await run('convert', from, here.at('out_#.cbf'));
  const angles = [1, 2, 3].map((n) => /Start_angle (\S+)/.exec(here.read(`out_${n}.cbf`).toString('latin1'))?.[1]);
  expect(angles).toEqual(['0.000000', '45.000000', '90.000000']);
});

test('a virtual dataset is read from its neighbouring file, and from no other', async () => {
  const from = field('vds.nxs');
  const alone = await finish(['stats', from]);
  expect([alone.code, alone.err]).toEqual([9, expect.stringContaining("has images in the file 'vd_data.h5'")]);
  field('vd_data.h5');
  expect((await run('stats', from)).out).toContain('sum         179700');
  const bytes = new Uint8Array(here.read('vds.nxs'));
  const { decode } = (await codecs.get('nxmx')?.()) ?? {};
  expect(() => decode?.(bytes, {})).toThrow("refers to other files, such as 'vd_data.h5'");
  const neighbours = [{ name: 'vd_data.h5', content: new Uint8Array(here.read('vd_data.h5')) }];
  const pixels = Float64Array.from(decode?.(bytes, { neighbours }).panels[0]?.data ?? []);
  expect(pixels.reduce((sum, value) => sum + value, 0)).toBe(179_700);
});

test('a sensor round-trips between formats', async () => {
  await run('convert', field('sensor.cbf'), here.at('out.nxs'));
  expect((await look(here.at('out.nxs'))).metadata.instrument).toMatchObject({
    sensorMaterial: 'Si',
    sensorThickness: 0.00032,
  });
  await run('convert', here.at('sensor.cbf'), here.at('out.cbf'));
  expect(here.read('out.cbf').toString('latin1')).toContain('# Silicon sensor, thickness 0.000320 m');
  await run('convert', field('eiger.nxs'), here.at('thick.nxs'));
  expect((await look(here.at('thick.nxs'))).metadata.instrument?.sensorThickness).toBe(0.00045);
});

test('a compressed image is read like any other', async () => {
  const packed = here.put('gaps.cbf.gz', gzipSync(readFileSync(field('gaps.cbf'))));
  expect((await run('stats', packed)).out).toContain('mean        1.27103 over 107 pixels');
  await run('convert', packed, here.at('out.nxs'));
  const nexus = here.put('out.nxs.gz', gzipSync(here.read('out.nxs')));
  expect((await run('compare', nexus, packed)).out).toContain('differing pixels   0');
  const floats = here.put('a.bin.gz', gzipSync(new Uint8Array(Float32Array.of(1, 2).buffer)));
  expect((await run('stats', floats, '--shape', '1,2')).out).toContain('sum         3\n');
  await run('noise', packed, '--seed', '1', '-o', here.at('noisy.cbf'));
  expect(masked((await look(here.at('noisy.cbf'))).mask)).toBe(13);
});

test('a negative rotation becomes a positive one about the opposite axis, in NeXus and when it is read', async () => {
  const small = ['--default-f', '1', '--cell', '50', '--detpixels', '8', '--kernel', 'reference', '--images', '2'];
  await run('simulate', ...small, '--phi', '10', '--osc', '-0.5', '-o', here.at('back.nxs'));
  await run('simulate', ...small, '--phi', '10', '--osc', '0.5', '-o', here.at('forth.nxs'));
  const [back, forth] = [await look(here.at('back.nxs'), 2), await look(here.at('forth.nxs'), 2)];
  expect(back.metadata.detector.spindle).toEqual(forth.metadata.detector.spindle.map((c) => 0 - c));
  const degrees = ({ metadata: { scan } }: typeof back) => [scan.start, scan.width].map((a) => (a * 180) / Math.PI);
  expect(degrees(back).map((angle) => Number(angle.toFixed(9)))).toEqual([-9.5, 0.5]);
  expect(degrees(forth).map((angle) => Number(angle.toFixed(9)))).toEqual([10.5, 0.5]);
});
