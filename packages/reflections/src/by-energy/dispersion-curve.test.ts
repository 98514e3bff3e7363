import { units } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { builtinDispersion, dispersionAt } from '../coordinates/dispersion';
import { dispersionOf, parseDispersion } from './dispersion-curve';

const wavelength = (eV: number) => units.wavelengthOfEnergy(eV);

describe('f1 and f2', () => {
  test('are linear between the lines of a file, in any order, and hold at its ends', () => {
    const curve = parseDispersion('# Fe\nenergyEv f1 f2\n7200, -6, 4\n7000\t-4 0.5 # start\n', 'd.csv');
    expect([7000, 7050, 7200].map((eV) => dispersionOf(curve, eV))).toEqual([
      { real: -4, imaginary: 0.5 },
      { real: -4.5, imaginary: 1.375 },
      { real: -6, imaginary: 4 },
    ]);
    expect(dispersionOf(curve, units.energyOfWavelength(wavelength(7200))).imaginary).toBeCloseTo(4, 9);
    expect(() => dispersionOf(curve, 7201)).toThrow(
      "d.csv: expected f' and f'' at 7201 eV, found those from 7000 to 7200 eV",
    );
  });

  test('of the built-in table are those of fcalc, and its edges those of the elements', async () => {
    for (const eV of [7110, 7113, 9000]) {
      const { real, imaginary } = dispersionOf((await builtinDispersion('Fe')) as never, eV);
      const expected = (await dispersionAt(12398.42 / eV))('Fe');
      expect([real, imaginary]).toEqual([expect.closeTo(expected.real, 9), expect.closeTo(expected.imaginary, 9)]);
    }
    // Bearden & Burr (1967) Rev. Mod. Phys. 39, 125: K edges, eV.
    const edges = { Fe: 7112, Zn: 9659, Se: 12658 };
    for (const [element, eV] of Object.entries(edges)) {
      const { edgesEv = [] } = (await builtinDispersion(element)) ?? {};
      expect(edgesEv).toHaveLength(1);
      expect(Math.abs((edgesEv[0] as number) - eV)).toBeLessThan(4);
    }
    // L1, L2, L3 of lead.
    expect((await builtinDispersion('Pb'))?.edgesEv).toHaveLength(3);
  });

  test.each([
    ['7000,1,2\n', 'd.csv, line 1: expected a heading energyEv,f1,f2'],
    ['energyEv,f1,f2\n7000,1,2\n', 'd.csv: expected two lines of energyEv,f1,f2 or more, found 1'],
    ['energyEv,f1,f2\n7000,1\n', 'd.csv, line 2: expected 3 numbers'],
    ['energyEv,f1,f2\n7000,1,x\n', "line 2: expected a number for f2, found 'x'"],
    ['energyEv,f1,f2\n-7000,1,2\n', 'line 2: expected energyEv above 0'],
    ['energyEv,f1,f2\n7000,1,2\n7100,1,2\n7000,2,2\n', 'the energy 7000 eV is listed twice'],
  ])('%j is refused', (text, message) => expect(() => parseDispersion(text, 'd.csv')).toThrow(message));
});
