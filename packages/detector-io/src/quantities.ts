/** Numbers with units as headers spell them. */

/** Metres by the names of lengths, in small letters. */
const METRES: Readonly<Record<string, number>> = {
  ...{ m: 1, meter: 1, meters: 1, metre: 1, metres: 1, cm: 1e-2, centimeter: 1e-2, centimetre: 1e-2 },
  ...{ mm: 1e-3, millimeter: 1e-3, millimeters: 1e-3, millimetre: 1e-3, millimetres: 1e-3 },
  ...{ um: 1e-6, µm: 1e-6, μm: 1e-6, '\u00c2\u00b5m': 1e-6, micron: 1e-6, microns: 1e-6 },
  ...{ micrometer: 1e-6, micrometers: 1e-6, micrometre: 1e-6, micrometres: 1e-6 },
  ...{ nm: 1e-9, nanometer: 1e-9, nanometers: 1e-9, nanometre: 1e-9, nanometres: 1e-9, pm: 1e-12 },
  ...{
    a: 1e-10,
    å: 1e-10,
    '\u212b': 1e-10,
    '\u00c3\u2026': 1e-10,
    ang: 1e-10,
    angstrom: 1e-10,
    angstroms: 1e-10,
    ångström: 1e-10,
  },
};
const DEGREES: Readonly<Record<string, number>> = {
  ...{ deg: 1, degree: 1, degrees: 1, '°': 1, '\u00c2\u00b0': 1 },
  ...{ rad: 180 / Math.PI, radian: 180 / Math.PI, radians: 180 / Math.PI, mrad: 0.18 / Math.PI },
};
const ELECTRON_VOLTS: Readonly<Record<string, number>> = { ev: 1, kev: 1e3, mev: 1e6 };
const SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, second: 1, seconds: 1, ms: 1e-3, us: 1e-6, µs: 1e-6 };

/** A number and the word behind it, empty where there is none. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

const QUANTITY = /([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t]*([^\s\d,;()xX=]*)/g;

/** The numbers of a text, each with its unit: `172e-6 m x 0.172 mm`. */
export const quantities = (text: string): Quantity[] =>
  Array.from(text.matchAll(QUANTITY), ([, value = '', unit = '']) => ({
    value: Number(value),
    unit: unit.replace(/\.$/, ''),
  }));

/**
 * Reads quantities in one unit of a table.
 *
 * @param target the unit of the result, which a bare number has unless the caller says otherwise
 */
const inUnits =
  (table: Readonly<Record<string, number>>, target: string) =>
  /** Undefined where the unit is unknown; `absent` is the unit of a bare number. */
  ({ value, unit }: Quantity, absent = target): number | undefined => {
    const name = (unit === '' ? absent : unit).toLowerCase();
    return Object.hasOwn(table, name) ? value * ((table[name] as number) / (table[target] as number)) : undefined;
  };

export const metresOf = inUnits(METRES, 'm');
export const millimetresOf = inUnits(METRES, 'mm');
export const angstromsOf = inUnits(METRES, 'angstrom');
export const degreesOf = inUnits(DEGREES, 'deg');
export const electronVoltsOf = inUnits(ELECTRON_VOLTS, 'ev');
export const secondsOf = inUnits(SECONDS, 's');
