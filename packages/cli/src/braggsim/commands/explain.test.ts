import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { finish } from '../run.fixture';

const CRYSTAL = [
  ...['--cell', '70,80,90,75,85,95', '--misset', '3,4,5', '--ncells', '5,5,5', '--wavelength', '1.3'],
  ...['--distance', '100', '--pixel', '0.4', '--detpixels', '6', '--default-f', '100', '--oversample', '1'],
];

test('what was given is shown as it was given, files by their names', async () => {
  const file = fileURLToPath(new URL('../../../fixtures/field/normal.expt', import.meta.url));
  const { code, out } = await finish(['explain', '--detector', file, '--cell', '50', '--default-f', '1']);
  expect(code).toBe(0);
  expect(out).toContain(`"${file}"  (--detector)`);
  expect(out).not.toContain('undefined');
});

test('derivatives of the sum stand beside central differences and their ratio', async () => {
  const fields = ['crystal.cell.a', 'crystal.cells.b', 'turn.x', 'detector.distanceMm'];
  const { code, out } = await finish(['explain', ...CRYSTAL, '--derivatives', fields.join(',')]);
  expect(code).toBe(0);
  for (const field of fields) {
    const row = out.split('\n').find((line) => line.trim().startsWith(field) && line.trim().split(/\s+/).length === 5);
    const [, , derivative = 0, difference = 0, ratio = 0] = (row ?? '').trim().split(/\s+/).map(Number);
    expect(Math.abs(derivative)).toBeGreaterThan(0);
    expect(derivative / difference).toBeCloseTo(1, 6);
    expect(ratio).toBeCloseTo(derivative / difference, 7);
  }
});

test.each([
  ['crystal.cells', 'crystal.cells holds several numbers'],
  ['crystal.nothing', 'crystal.nothing'],
])('%s has no derivative, which is said', async (field, message) => {
  const { code, err } = await finish(['explain', ...CRYSTAL, '--derivatives', field]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
