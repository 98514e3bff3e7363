import { type Term, units } from '@braggsim/core';
import { calculator, numbers } from '@braggsim/formula';
import { describe, expect, test } from 'vitest';
import { anomalousFactors } from '../coordinates/anomalous-parts';
import { builtinDispersion, dispersionAt } from '../coordinates/dispersion';
import { readModel } from '../coordinates/read';
import { sphereOf, structureFactors } from '../coordinates/structure-factors';
import { fcalcMtz } from '../coordinates/write';
import { readPhased } from '../files/phased';
import { parseHkl } from '../hkl';
import type { Reflections } from '../reflections';
import type { AnomalousFactors } from './anomalous';
import { channelFactors } from './channels';
import { type ComplexFactors, expandComplex } from './complex-factors';
import { parseDispersion } from './dispersion-curve';
import { type FactorsByEnergy, planByEnergy, valuesByEnergy, warningsByEnergy } from './plan';
import { termsByEnergy } from './terms';

const bytes = (text: string) => new TextEncoder().encode(text);
const wavelength = (eV: number) => units.wavelengthOfEnergy(eV);

/** The squared amplitude of a node at a photon energy, as kernels evaluate it. */
function squared(factors: FactorsByEnergy, defaultF = 0) {
  const { id, table, specialization } = planByEnergy(factors, defaultF);
  const term = termsByEnergy.find((one) => one.id === id) as Term<'structure'>;
  const m = calculator(numbers({ [table.layout.name]: table.values }));
  return (h0: number, k0: number, l0: number, energyEv: number): number => {
    const values = valuesByEnergy(factors, [wavelength(energyEv)]);
    const channel = Object.fromEntries(Array.from(values, (value, i) => [`channelValue${i}`, value]));
    return term.formula(m, { h0, k0, l0, ...channel } as never, {}, { ...specialization }) as number;
  };
}

/** A small generator, so that lists are the same in each run. */
function uniform(seed: number) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Lines h k l F phase of half a sphere; mates are complex conjugates. */
function listOf(seed: number, size: number): string {
  const draw = uniform(seed);
  const lines: string[] = [];
  for (let h = 0; h <= 2; h++) {
    for (let k = -2; k <= 2; k++) {
      for (let l = -3; l <= 3; l++) {
        if (h > 0 || k > 0 || (k === 0 && l > 0)) lines.push(`${h} ${k} ${l} ${size * draw()} ${360 * draw()}`);
      }
    }
  }
  return lines.join('\n');
}

const constant = (f1: number, f2: number) =>
  parseDispersion(`energyEv,f1,f2\n5000,${f1},${f2}\n9000,${f1},${f2}\n`, 'd.csv');
const read = (seed: number, size: number) => readPhased(bytes(listOf(seed, size)), `${seed}.hkl`);
const base = read(3, 90);
const kindOf = (seed: number, f1: number, f2: number) => ({
  element: 'Fe',
  factors: read(seed, 4),
  dispersion: constant(f1, f2),
});
const anomalous = (...kinds: AnomalousFactors['kinds']): AnomalousFactors => ({ kind: 'anomalous', base, kinds });

const complexAt = ({ reflections: { h, k, l }, re, im }: ComplexFactors, at: readonly number[]) => {
  const i = h.findLastIndex((x, n) => x === at[0] && k[n] === at[1] && l[n] === at[2]);
  return [re[i] as number, im[i] as number] as const;
};
const INDICES: readonly (readonly [number, number, number])[] = [
  [1, 2, -3],
  [-1, -2, 3],
  [2, 0, 1],
  [0, 0, -1],
  [0, 1, 0],
];

describe('anomalous scattering', () => {
  test.each([1, 2, 4])('%i kinds give |F_b + sum (f1 + i f2) G|^2 of complex arithmetic', (count) => {
    const scattering = [
      [-7.5, 3.9],
      [1.25, 0.5],
      [-3, 8],
      [0.4, 2.2],
    ] as const;
    const kinds = scattering.slice(0, count).map(([f1, f2], i) => kindOf(11 + i, f1, f2));
    const at = squared(anomalous(...kinds));
    for (const index of INDICES) {
      let [re, im] = complexAt(base, index);
      for (const [i, kind] of kinds.entries()) {
        const [f1, f2] = scattering[i] as (typeof scattering)[number];
        const [x, y] = complexAt(kind.factors, index);
        [re, im] = [re + f1 * x - f2 * y, im + f1 * y + f2 * x];
      }
      expect(at(...index, 7000) / (re * re + im * im)).toBeCloseTo(1, 11);
    }
  });

  test('without f1 and f2 it is the plain list; beyond the list it is the default amplitude', () => {
    const plain = parseHkl(listOf(3, 90));
    const at = squared(anomalous(kindOf(11, 0, 0)), 6);
    const listed = INDICES.flatMap(([h, k, l]) => {
      const i = plain.h.findIndex((x, n) => x === h && plain.k[n] === k && plain.l[n] === l);
      return i >= 0 && (h > 0 || k > 0 || l > 0) ? [{ h, k, l, F: plain.F[i] as number }] : [];
    });
    expect(listed.length).toBeGreaterThan(2);
    for (const { h, k, l, F } of listed) expect(at(h, k, l, 7000)).toBeCloseTo(F ** 2, 9);
    const outside: readonly (readonly [number, number, number])[] = [
      [0, 0, 0],
      [9, 0, 0],
      [0, 0, 40],
      [0, 0, -40],
      [-3, 0, 0],
    ];
    for (const index of outside) expect(at(...index, 7000)).toBe(36);
  });

  test('without a base it is (f1^2 + f2^2) |G|^2, equal for Friedel mates', () => {
    const none = readPhased(bytes(listOf(3, 0)), 'none.hkl');
    const kind = kindOf(11, -6, 4);
    const at = squared({ kind: 'anomalous', base: none, kinds: [kind] });
    for (const index of INDICES) {
      const [x, y] = complexAt(kind.factors, index);
      expect(at(...index, 7000)).toBeCloseTo(52 * (x * x + y * y), 9);
      const [h, k, l] = index;
      expect(at(-h, -k, -l, 7000)).toBeCloseTo(at(...index, 7000), 9);
    }
  });

  test('a real base and one atom at the origin have no Bijvoet differences; others have 2 f2 C', () => {
    const flat = (text: string) => text.replace(/\S+$/gm, '0');
    const real = readPhased(bytes(flat(listOf(3, 90))), 'real.hkl');
    const factors = readPhased(bytes(flat(listOf(11, 4)).replace(/\S+ 0$/gm, '1 0')), 'one.hkl');
    const at = squared({
      kind: 'anomalous',
      base: real,
      kinds: [{ element: 'Fe', factors, dispersion: constant(-6, 4) }],
    });
    const other = anomalous(kindOf(11, -6, 4));
    const differing = squared(other);
    for (const [h, k, l] of INDICES) {
      expect(at(h, k, l, 7000)).toBeCloseTo(at(-h, -k, -l, 7000), 8);
      const [re, im] = complexAt(base, [h, k, l]);
      const [x, y] = complexAt((other.kinds[0] as (typeof other.kinds)[0]).factors, [h, k, l]);
      const bijvoet = 2 * 4 * -2 * (re * y - im * x);
      expect(differing(h, k, l, 7000) - differing(-h, -k, -l, 7000)).toBeCloseTo(bijvoet, 8);
    }
  });

  test('more than four kinds are refused', () => {
    const kinds = Array.from({ length: 5 }, (_, i) => kindOf(20 + i, 1, 1));
    expect(() => planByEnergy(anomalous(...kinds), 0)).toThrow('structureFactors.anomalous has 5 kinds of atoms');
  });
});

const MODEL = `CRYST1   14.000   17.000   21.000  90.00  90.00  90.00 P 21 21 21    4
HETATM    1 FE   HEM A   7       3.100   5.400   8.200  0.80 12.00          FE
HETATM    2 FE   HEM B   8       9.300   1.300  17.500  1.00 15.00          FE
HETATM    3 ZN    ZN A   9       6.000  11.300   2.500  1.00 10.00          ZN
HETATM    4  S   CYS A   3      11.700   7.200  12.800  1.00  8.00           S
HETATM    5  C   CYS A   3      12.400   3.900   5.100  1.00 10.50           C
`;

describe('a model in parts', () => {
  const model = readModel(bytes(MODEL), 'model.pdb').value;
  const dMinA = 2.5;
  const eV = 7150;

  test('at one wavelength it is as calculated at once, Friedel mates apart, with kinds by site', async () => {
    const table = await dispersionAt(12398.42 / eV);
    const expected = sphereOf(structureFactors(model, { dMinA, dispersion: table }));
    const [iron, zinc] = [await builtinDispersion('Fe'), await builtinDispersion('Zn')];
    const curve = (it: typeof iron) => it as NonNullable<typeof iron>;
    const lists = [
      [{ element: 'Fe', dispersion: curve(iron) }],
      [
        { element: 'FE', site: 'B/8', dispersion: curve(iron) },
        { element: 'Zn', dispersion: curve(zinc) },
      ],
      [
        { element: 'Fe', site: 'A', dispersion: curve(iron) },
        { element: 'Fe', dispersion: curve(iron) },
      ],
    ];
    for (const kinds of lists) {
      const at = squared(anomalousFactors(model, 'model.pdb', kinds, table, { dMinA }));
      const { h, k, l, F, count } = expected;
      let worst = 0;
      for (let i = 0; i < count; i++) {
        const F2 = at(h[i] as number, k[i] as number, l[i] as number, eV);
        worst = Math.max(worst, Math.abs(F2 - (F[i] as number) ** 2));
      }
      expect(worst).toBeLessThan(1e-7);
    }
    const { h, k, l, F } = expected;
    const mate = h.findIndex((x, i) => x === -1 && k[i] === -2 && l[i] === -3);
    const own = h.findIndex((x, i) => x === 1 && k[i] === 2 && l[i] === 3);
    expect(Math.abs((F[mate] as number) - (F[own] as number))).toBeGreaterThan(0.1);
  });

  test('phases of an MTZ file are expanded by the screw axes of its space group', () => {
    const factors = structureFactors(model, { dMinA });
    const expected = expandComplex(factors, model.spaceGroup.operations, 'model');
    const found = readPhased(fcalcMtz(factors, { title: 'test' }), 'model.mtz');
    expect(found.cell).toEqual([14, 17, 21, 90, 90, 90]);
    for (const index of [
      [1, 2, 3],
      [-1, 2, 3],
      [1, -2, 3],
      [-1, -2, 3],
      [-3, -2, -1],
      [3, 2, -1],
    ]) {
      const [x, y] = complexAt(expected, index);
      const [re, im] = complexAt(found, index);
      expect(Math.hypot(re - x, im - y) / Math.hypot(x, y)).toBeLessThan(1e-5);
    }
  });

  test('a kind without atoms is refused with the elements that there are', async () => {
    const table = await dispersionAt(1);
    const kinds = [{ element: 'Se', dispersion: constant(1, 1) }];
    expect(() => anomalousFactors(model, 'model.pdb', kinds, table, { dMinA })).toThrow(
      'structureFactors.anomalous[0]: model.pdb has no atoms of Se that are not in a kind before; its elements are Fe, Zn, S, C',
    );
  });
});

test('near an edge of the built-in table there is a warning', async () => {
  const dispersion = (await builtinDispersion('Fe')) as never;
  const factors = anomalous({ ...kindOf(11, 0, 0), dispersion });
  const warned = (eV: number) => warningsByEnergy(factors, [wavelength(7400), wavelength(eV)]).length;
  expect([7080, 7100, 7125, 7140].map(warned)).toEqual([0, 1, 1, 0]);
  expect(warningsByEnergy(anomalous(kindOf(11, 0, 0)), [wavelength(7110)])).toEqual([]);
});

describe('amplitudes at several energies', () => {
  const flat = (F: number): Reflections => parseHkl(`1 0 0 ${F}\n0 0 2 ${2 * F}\n`);
  const factors = channelFactors([
    { energyEv: 7200, list: flat(10) },
    { energyEv: 7000, list: flat(2) },
    { energyEv: 7100, list: flat(4) },
  ]);

  test('their squares are linear in energy, and held beyond the ends with a warning', () => {
    const at = squared(factors, 3);
    expect([6900, 7000, 7025, 7100, 7150, 7200, 7300].map((eV) => Math.round(1e9 * at(1, 0, 0, eV)) / 1e9)).toEqual([
      4, 4, 7, 16, 58, 100, 100,
    ]);
    expect(at(0, 0, 2, 7025)).toBeCloseTo(28, 9);
    expect(at(3, 0, 0, 7025)).toBeCloseTo(9, 9);
    const [warning] = warningsByEnergy(factors, [6900, 7100, 7300].map(wavelength));
    expect(warning?.message).toContain(
      'amplitudes are given from 7000 to 7200 eV, and 2 energies of the beam lie beyond',
    );
    expect(warningsByEnergy(factors, [7000, 7200].map(wavelength))).toEqual([]);
  });

  test('one energy is the plain list, and one energy twice is refused', () => {
    const at = squared(channelFactors([{ energyEv: 7000, list: flat(2) }]));
    expect([at(1, 0, 0, 6000), at(1, 0, 0, 8000), at(0, 0, 2, 7000)]).toEqual([4, 4, 16]);
    const twice = [7000, 7000].map((energyEv) => ({ energyEv, list: flat(1) }));
    expect(() => channelFactors(twice)).toThrow('has the energy 7000 eV twice');
  });
});

test.each([
  ['1 0 0 5\n', 'x.hkl has no phases: line 1 ends after F'],
  ['1 0 0 5 20\n2 0 0 5\n', 'x.hkl has no phases: line 2 ends after F'],
  ['1 0 0 5 up\n', "expected the phase to be a number of degrees, found 'up'"],
])('a list %j is refused', (text, message) => expect(() => readPhased(bytes(text), 'x.hkl')).toThrow(message));
