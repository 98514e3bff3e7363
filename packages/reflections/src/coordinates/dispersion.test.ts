import { expect, test } from 'vitest';
import { dispersionAt } from './dispersion';

// The Sasaki tables as cctbx 2021.12 reads them: cctbx.eltbx.sasaki.table(element).at_angstrom(wavelength).
test.each([
  ['I', 1, -0.287, 3.295],
  ['S', 1, 0.193, 0.244],
  ['S', 1.5418, 0.319, 0.558],
  ['Fe', 1.5418, -1.187, 3.202],
  ['Zn', 1.2, -1.894, 3.435],
  ['U', 1, -5.876, 6.847],
  ['C', 1.5418, 0.017, 0.009],
  ['Br', 0.92, -8.538, 3.822],
])("f' and f'' of %s at %f A are those of the Sasaki tables", async (element, wavelength, real, imaginary) => {
  const found = (await dispersionAt(wavelength))(element);
  const allowed = (value: number) => 0.035 + 0.006 * Math.abs(value);
  expect(Math.abs(found.real - real)).toBeLessThan(allowed(real));
  expect(Math.abs(found.imaginary - imaginary)).toBeLessThan(allowed(imaginary));
});

test('an edge is a step of the imaginary part', async () => {
  const [above, below] = [(await dispersionAt(1.738))('Fe'), (await dispersionAt(1.748))('Fe')];
  expect(above.imaginary).toBeGreaterThan(3.8);
  expect(below.imaginary).toBeLessThan(0.6);
});

test('hydrogen has none, given values take precedence, and wavelengths beyond the table are refused', async () => {
  const of = await dispersionAt(1, { Se: { real: -7, imaginary: 5 } });
  expect(of('H')).toEqual({ real: 0, imaginary: 0 });
  expect(of('Se')).toEqual({ real: -7, imaginary: 5 });
  expect((await dispersionAt(0.4))('I').real).toBeCloseTo(-2.48, 1);
  expect((await dispersionAt(2.89))('S').imaginary).toBeCloseTo(1.71, 1);
  await expect(dispersionAt(0.3)).rejects.toThrow('tabulated from 0.4 to 2.89 A, not at 0.3 A');
  await expect(dispersionAt(Number.NaN)).rejects.toThrow('not at NaN A');
});
