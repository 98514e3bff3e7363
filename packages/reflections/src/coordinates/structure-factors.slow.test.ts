import { expect, test } from 'vitest';
import { amplitudeTable, fixture } from '../files/fixtures.fixture';
import { readMtz } from '../files/mtz';
import { readReflections } from '../files/read';
import { parseHkl } from '../hkl';
import type { Dispersion } from './dispersion';
import type { Model } from './model';
import { readModel } from './read';
import { amplitudes, type FcalcOptions, type StructureFactors, sphereOf, structureFactors } from './structure-factors';
import { fcalcMtz, fcalcText } from './write';

/** Strong low-order reflections of the shipped list: h k l F. */
const SHIPPED: readonly (readonly [number, number, number, number])[] = [
  [1, 0, 1, 349.39],
  [1, 1, 2, 724.02],
  [2, 1, 0, 827.95],
  [2, 2, 1, 833.56],
  [2, 2, 2, 677.41],
  [3, 3, 2, 657.58],
  [4, 0, 0, 918.45],
  [4, 0, 2, 953.08],
  [4, 3, 0, 899.79],
  [4, 3, 1, 733.82],
  [4, 4, 0, 1002.2],
  [14, 0, 7, 1342.13],
];

const lysozyme = readModel(fixture('lysozyme_1vat.pdb.gz'), 'lysozyme_1vat.pdb').value;
const small = readModel(fixture('small.pdb'), 'small.pdb').value;

const key = (h: number, k: number, l: number) => `${h} ${k} ${l}`;
const tableOf = (factors: StructureFactors) => {
  const { plus } = amplitudes(factors);
  return new Map(
    Array.from(plus, (F, i) => [key(factors.h[i] as number, factors.k[i] as number, factors.l[i] as number), F]),
  );
};

/** Returns the amplitudes of an MTZ file by their indices. */
function listed(bytes: Uint8Array): Map<string, number> {
  const [h, k, l, F] = readMtz(bytes).columns.map(({ values }) => values) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return new Map(Array.from(F, (f, i) => [key(h[i] as number, k[i] as number, l[i] as number), f]));
}

/** Returns the sum of absolute differences over the sum of amplitudes, and the number of reflections in both. */
function compare(found: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>) {
  let [difference, sum, count] = [0, 0, 0];
  for (const [name, F] of expected) {
    const ours = found.get(name);
    if (ours === undefined) continue;
    difference += Math.abs(ours - F);
    sum += F;
    count++;
  }
  return { R: difference / sum, count };
}

/**
 * References calculated with gemmi 0.5.7, `gemmi sfcalc --dmin=2 -w0 --rate=3 --rcut=1e-7 --to-mtz=lysozyme-gemmi.mtz
 * lysozyme_1vat.pdb` and `gemmi sfcalc --dmin=1 -w0 --rate=4 --rcut=1e-8 --to-mtz=small-gemmi.mtz small.pdb`. Gemmi
 * does not use form factors of ions.
 */
const inVacuum = { solvent: false, ions: false } as const;

test.each([
  ['direct', 4, 1142],
  ['fft', 2, 8331],
] as const)('lysozyme by %s to %i A agrees with gemmi', (method, dMinA, unique) => {
  const found = structureFactors(lysozyme, { dMinA, method, ...inVacuum });
  expect(found.h.length).toBe(unique);
  const { R, count } = compare(tableOf(found), listed(fixture('lysozyme-gemmi.mtz.gz')));
  expect(count).toBe(unique - 1);
  expect(R).toBeLessThan(2e-5);
});

test.each(['direct', 'fft'] as const)('anisotropic atoms in C2 by %s agree with gemmi', (method) => {
  const found = sphereOf(structureFactors(small, { dMinA: 1, method, ...inVacuum }));
  const expected = listed(fixture('small-gemmi.mtz.gz'));
  const { R, count } = compare(amplitudeTable(found), expected);
  expect(count).toBe(expected.size);
  expect(R).toBeLessThan(2e-5);
});

/** Returns the largest difference of complex structure factors in units of their mean amplitude, without 0 0 0. */
function worst(a: StructureFactors, b: StructureFactors): number {
  const { plus } = amplitudes(b);
  const mean = plus.subarray(1).reduce((sum, F) => sum + F, 0) / (plus.length - 1);
  const apart = (x: Float64Array, y: Float64Array, i: number) => (x[i] as number) - (y[i] as number);
  let largest = 0;
  for (let i = 1; i < plus.length; i++) {
    largest = Math.max(largest, Math.hypot(apart(a.plusRe, b.plusRe, i), apart(a.plusIm, b.plusIm, i)));
    largest = Math.max(largest, Math.hypot(apart(a.minusRe, b.minusRe, i), apart(a.minusIm, b.minusIm, i)));
  }
  return largest / mean;
}

/** f' and f'' at 1 A by cctbx 2021.12, from the Sasaki tables. */
const atOneAngstrom: Readonly<Record<string, Dispersion>> = Object.fromEntries(
  Object.entries({
    C: [0.0064, 0.0035],
    N: [0.0116, 0.007],
    O: [0.0197, 0.0128],
    P: [0.1627, 0.1875],
    S: [0.1933, 0.2439],
    Ca: [0.306, 0.5871],
    Fe: [0.2361, 1.5553],
    Zn: [-0.3868, 2.5639],
    Se: [-3.4669, 0.5185],
    Br: [-2.2186, 0.5849],
    I: [-0.2874, 3.2952],
  }).map(([element, [real = 0, imaginary = 0]]) => [element, { real, imaginary }]),
);
const dispersion = (element: string): Dispersion => atOneAngstrom[element] ?? { real: 0, imaginary: 0 };

test.each([
  ['lysozyme', lysozyme, 4],
  ['the small model', small, 1.1],
] as const)('density and direct sum agree for %s, with anomalous scattering', (_name, model, dMinA) => {
  const options: FcalcOptions = { dMinA, dispersion, solvent: false };
  const [fft, direct] = [
    structureFactors(model, { ...options, method: 'fft' }),
    structureFactors(model, { ...options, method: 'direct' }),
  ];
  expect(worst(fft, direct)).toBeLessThan(1e-4);
});

test('anomalous scattering and ions agree with cctbx', () => {
  // Calculated with iotbx.pdb, it1992 form factors with the ions Zn2+, I1- and Ca2+, and
  // structure_factors.from_scatterers_direct.
  const expected: readonly (readonly [string, number, number, number, number])[] = [
    ['2 0 0', 44.5989, -2.6812, 44.5989, -2.6812],
    ['1 1 3', 7.2203, 62.4303, 7.3632, -57.3343],
    ['-4 2 5', -11.7666, -1.3437, -14.0236, -1.2128],
  ];
  for (const method of ['direct', 'fft'] as const) {
    const found = structureFactors(small, { dMinA: 2, dispersion, solvent: false, method });
    for (const [name, ...parts] of expected) {
      const i = found.h.findIndex((h, j) => key(h, found.k[j] as number, found.l[j] as number) === name);
      const ours = [found.plusRe[i], found.plusIm[i], found.minusRe[i], found.minusIm[i]] as number[];
      for (const [j, part] of parts.entries()) expect(Math.abs((ours[j] as number) - part)).toBeLessThan(2e-3);
    }
  }
});

test('the direct beam counts the electrons, and a symmetry mate has the amplitude of its original', () => {
  const found = structureFactors(lysozyme, { dMinA: 6, solvent: false });
  expect([found.h[0], found.k[0], found.l[0]]).toEqual([0, 0, 0]);
  // The atomic numbers add up to 59269.92 electrons; the form factors at s = 0 differ from that by some thousandths.
  expect(Math.abs((found.plusRe[0] as number) / 59269.92 - 1)).toBeLessThan(1e-3);
  const table = amplitudeTable(sphereOf(found));
  expect(table.get('3 1 2')).toBe(table.get('-1 3 2'));
  expect(table.has('1 0 0')).toBe(false);
});

test('amplitudes with solvent are close to the shipped list (cctbx with its own mask)', () => {
  const found = structureFactors(lysozyme, { dMinA: 3.8, dispersion });
  expect(found.solventFraction).toBeGreaterThan(0.3);
  expect(found.solventFraction).toBeLessThan(0.35);
  // The shipped list has F000 = 85655.
  expect(Math.abs((found.plusRe[0] as number) / 85655 - 1)).toBeLessThan(0.03);
  const shipped = new Map(SHIPPED.map(([h, k, l, F]) => [key(h, k, l), F]));
  expect(compare(amplitudeTable(sphereOf(found)), shipped).R).toBeLessThan(0.1);
  const vacuum = structureFactors(lysozyme, { dMinA: 3.8, dispersion, solvent: false });
  expect(compare(amplitudeTable(sphereOf(vacuum)), shipped).R).toBeGreaterThan(0.5);
});

test('a cell with one atom is filled with solvent around it, and with none where solvent is switched off', () => {
  const lonely: Model = { ...small, spaceGroup: { ...small.spaceGroup }, atoms: small.atoms.slice(0, 1) };
  const found = structureFactors(lonely, { dMinA: 2 });
  expect(found.solventFraction).toBeGreaterThan(0.9);
  expect(structureFactors(lonely, { dMinA: 2, solvent: false }).solventFraction).toBe(0);
  expect(() => structureFactors(lonely, { dMinA: 2, solvent: { density: -1 } })).toThrow('0 or more');
});

test('calculated structure factors round-trip through a file', () => {
  const found = structureFactors(small, { dMinA: 1.5, dispersion });
  const sphere = amplitudeTable(sphereOf(found));
  const mtz = readReflections(fcalcMtz(found, { title: 'small', wavelengthA: 1, history: ['test'] }), 'a.mtz');
  expect(mtz).toMatchObject({ taken: ['FC(+)', 'FC(-)'], cell: small.cell, wavelengthA: 1, title: 'small' });
  expect(mtz.spaceGroup).toEqual(small.spaceGroup);
  const back = amplitudeTable(mtz.reflections);
  expect(back.size).toBe(sphere.size - 1);
  for (const [name, F] of back) expect(F).toBe(Math.fround(sphere.get(name) as number));

  const text = amplitudeTable(parseHkl(fcalcText(found)));
  expect(text.size).toBe(sphere.size);
  for (const [name, F] of text) expect(Math.abs(F - (sphere.get(name) as number))).toBeLessThan(6e-4);
});

test('impossible resolutions are refused', () => {
  for (const dMinA of [0, -1, Number.NaN])
    expect(() => structureFactors(small, { dMinA })).toThrow('expected a positive resolution limit');
  expect(() => structureFactors(lysozyme, { dMinA: 0.1 })).toThrow('too many');
});
