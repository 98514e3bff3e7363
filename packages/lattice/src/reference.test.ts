import { type Mat3, type Term, units, type Vec3, vector } from '@braggsim/core';
import { type Derived, resolveCompatibility } from '@braggsim/core/derived';
import { calculator, numbers } from '@braggsim/formula';
import { type LoadedCase, referenceCases, referenceInput } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { resolveCrystal } from './crystal';
import { parseMatrix } from './matrix';
import { resolveMosaic } from './mosaic';
import { orientations } from './orientations';
import { resolveScan } from './scan';
import type { CrystalSection } from './sections';
import { latticeTerms } from './terms';

const cases = referenceCases();
const m = calculator(numbers());
const inAngstrom = (v: Vec3): Vec3 => vector.scale(v, units.toAngstrom(1));
const SHAPES: Readonly<Record<string, string>> = {
  square: 'parallelpiped',
  round: 'ellipsoidal',
  gauss: 'gaussian',
  tophat: 'tophat-spot',
};

/** The scan of these cases comes from an image header, not from the command line. */
const scanFromHeader = ({ argv }: LoadedCase) => argv.includes('-img') || argv.includes('-mask');

const compatibilityOf = ({ experiment }: LoadedCase) =>
  resolveCompatibility(experiment.compat ?? 'corrected', experiment.compatibility);

function matrixOf({ matrix }: CrystalSection): { matrix?: Mat3 } {
  return matrix === undefined ? {} : { matrix: parseMatrix(new TextDecoder().decode(referenceInput(matrix))).value };
}

function crystalOf(c: LoadedCase) {
  const section = c.experiment.crystal ?? {};
  const beamSize = units.fromMm(c.experiment.beam?.beamSizeMm ?? 0.1);
  const surroundings = { wavelength: c.derived.wavelength_m, beamSize, ...matrixOf(section) };
  return resolveCrystal(section, surroundings, compatibilityOf(c)).value;
}

const mosaicOf = (c: LoadedCase) => resolveMosaic(c.experiment.crystal?.mosaic, compatibilityOf(c)).value;
const scanOf = (c: LoadedCase) => resolveScan(c.experiment.scan, compatibilityOf(c)).value;

/** Every number within `tolerance` of the largest expected one. */
function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
  const worst = Math.max(...expected.map((x, i) => Math.abs((found[i] as number) - x)));
  expect(worst / scale).toBeLessThan(tolerance);
}

test.each(cases)('$id: the crystal is that of the C program', (c) => {
  const crystal = crystalOf(c);
  const { derived } = c;
  expectNear(inAngstrom(crystal.a), derived.a_A, 1e-15);
  expectNear(inAngstrom(crystal.b), derived.b_A, 1e-15);
  expectNear(inAngstrom(crystal.c), derived.c_A, 1e-15);
  expectNear(crystal.aStar, derived.a_star_perA, 1e-15);
  expectNear(crystal.bStar, derived.b_star_perA, 1e-15);
  expectNear(crystal.cStar, derived.c_star_perA, 1e-15);
  expectNear([crystal.volumeA3], [derived.V_cell_A3], 1e-15);
  const user = (cell: readonly number[]) => cell.map((x, i) => (i < 3 ? x : units.toDegrees(x)));
  expectNear(user(crystal.cell), derived.unit_cell, 1e-15);
  expectNear(user(crystal.reciprocalCell), derived.reciprocal_cell, 1e-15);
  expectNear(crystal.misset.map(units.toDegrees), derived.random_misset_deg ?? derived.misset_deg, 1e-15);
  expect(crystal.cells).toEqual(derived.N);
  expect(SHAPES[crystal.shape]).toBe(derived.shape);
  const edges = [crystal.a, crystal.b, crystal.c].map((v, i) => vector.length(v) * (crystal.cells[i] as number) * 1e6);
  expectNear(edges, derived.crystal_size_um, 1e-15);
});

test.each(cases.filter((c) => !scanFromHeader(c)))('$id: the spindle angles are those of the C program', (c) => {
  const scan = scanOf(c);
  const { derived } = c;
  expect(scan.steps).toBe(derived.phisteps);
  expectNear(
    [scan.start, scan.width, scan.step].map(units.toDegrees),
    [derived.phi0_deg, derived.osc_deg, derived.phistep_deg],
    1e-15,
  );
  expectNear(scan.angles.map(units.toDegrees), derived.phi_deg, 1e-15);
});

test.each(cases)('$id: the mosaic domains are those of the C program', (c) => {
  const mosaic = mosaicOf(c);
  expect(mosaic.domains).toBe(c.derived.mosaic_domains);
  expectNear([units.toDegrees(mosaic.spread)], [c.derived.mosaic_spread_deg], 1e-15);
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  expectNear(mosaic.rotations, c.derived.mosaic_matrices_rowmajor?.flat() ?? identity, 3e-16);
});

describe('traced pixels', () => {
  const traced = cases.filter((c) => c.trace?.length && !scanFromHeader(c));
  const keptRotation = 'phi_zero_keeps_previous_rotation';

  test('are there', () => expect(traced.length).toBeGreaterThan(10));

  test.each(traced.filter((c) => !c.quirks.includes(keptRotation)))('$id: the last orientation', (c) => {
    const all = orientations(crystalOf(c), c.derived.spindle_vector, scanOf(c), mosaicOf(c));
    for (const { a_A, b_A, c_A } of c.trace ?? []) {
      expectNear(all.subarray(-9).map(units.toAngstrom), [...a_A, ...b_A, ...c_A], 1e-15);
    }
  });

  test.each(traced)('$id: the squared lattice transform', async (c) => {
    const crystal = crystalOf(c);
    const shape = (await latticeTerms.get(crystal.shape)?.()) as Term<'shape'>;
    const derived = { crystal } as Derived;
    const constants = shape.constants({}, derived);
    const peak = crystal.cells.reduce((product, n) => product * n, 1) ** 2;
    for (const { hkl, F_latt } of c.trace ?? []) {
      const [dh, dk, dl] = hkl.map((h) => h - Math.ceil(h - 0.5)) as [number, number, number];
      const inputs = { dh, dk, dl } as Parameters<typeof shape.formula<number>>[1];
      const value = shape.formula(m, inputs, constants, shape.specialization?.({}, derived) ?? {});
      expect(Math.abs(value - F_latt ** 2) / peak).toBeLessThan(1e-12);
    }
  });
});
