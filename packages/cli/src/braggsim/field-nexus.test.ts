import { MASK_BITS } from '@braggsim/core/derived';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, folder } from '../terminal/run.fixture';
import { copyField, look, masked, run } from './field-nexus.fixture';

/** Files of packages/cli/fixtures/field, whose README describes their origins. */

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());
const field = (name: string): string => copyField(here, name);

test('Eiger data: masked values are not counts, and stay masked in CBF and NeXus', async () => {
  const eiger = field('eiger.nxs');
  const { out } = await run('stats', eiger);
  expect(out).toContain('sum         1772');
  expect(out).toContain('mean        3.08711 over 574 pixels');
  expect(out).toContain('0 overloaded, 26 masked');
  await run('convert', eiger, here.at('out.cbf'));
  const cbf = await look(here.at('out.cbf'));
  expect([cbf.pixels?.[3 * 30 + 4], cbf.pixels?.[15 * 30 + 20], masked(cbf.mask)]).toEqual([-1, -2, 26]);
  expect((await run('convert', eiger, here.at('out.nxs'))).err).toBe('');
  const nexus = await look(here.at('out.nxs'));
  expect([masked(nexus.mask), nexus.mask?.[3 * 30 + 4], nexus.mask?.[15 * 30 + 20]]).toEqual([
    26,
    MASK_BITS.gap,
    MASK_BITS.noisy + MASK_BITS.dead,
  ]);
  expect([nexus.pixels?.[3 * 30 + 4], nexus.pixels?.[15 * 30 + 20]]).toEqual([-1, -2]);
  expect(nexus.facts?.saturation).toBe(10_000);
  expect((await run('compare', here.at('out.nxs'), eiger)).out).toContain('differing pixels   0');
});

test('gaps and dead pixels of a CBF are masked', async () => {
  const { out } = await run('stats', field('gaps.cbf'));
  expect(out).toContain('sum         136\n');
  expect(out).toContain('mean        1.27103 over 107 pixels');
  expect(out).toContain('0 negative, 0 not a number, 0 overloaded, 13 masked');
});

test('angles in radians are converted', async () => {
  await run('convert', field('rad.nxs'), here.at('out_####.cbf'));
  const header = here.read('out_0001.cbf').toString('latin1');
  expect(header).toContain('# Start_angle 10.000000 deg.');
  expect(header).toContain('# Angle_increment 0.500000 deg.');
  expect(here.read('out_0003.cbf').toString('latin1')).toContain('# Start_angle 11.000000 deg.');
});

test('lengths in microns and centimetres are converted', async () => {
  const { metadata } = await look(field('m.nxs'));
  expect(metadata.detector.pixelSize).toBeCloseTo(75e-6, 15);
  expect(metadata.detector.distance).toBeCloseTo(0.2, 12);
  expect(metadata.instrument?.sensorThickness).toBeCloseTo(450e-6, 15);
});

test('axes of length 1 within rounding give no warning', async () => {
  const { err } = await run('explain', '--detector', field('normal.expt'), '--cell', '50', '--default-f', '1');
  expect(err).not.toContain('normal');
});
