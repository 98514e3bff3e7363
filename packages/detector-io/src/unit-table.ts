import { units } from '@braggsim/core';

/** A kind of physical quantity whose units the files of this package name. */
export type QuantityKind = 'length' | 'angle' | 'energy' | 'time';

/** Returns the form of a unit's name in the tables: lower case, with one of the two characters that look like a micro sign. */
const spelled = (unit: string): string => unit.trim().toLowerCase().replaceAll('\u00b5', '\u03bc');

/** Builds a table from spellings, separated by blanks, and the factors of their units. */
const table = (entries: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(entries).flatMap(([names, factor]) => names.split(' ').map((name) => [spelled(name), factor])),
  );

/**
 * Factors to millimetres, degrees, electronvolts and seconds by spellings of units. Some spellings are those of UTF-8 text
 * that was read as Latin-1.
 */
const TABLES: Readonly<Record<QuantityKind, ReadonlyMap<string, number>>> = {
  length: table({
    'm meter meters metre metres': 1e3,
    'cm centimeter centimeters centimetre centimetres': 10,
    'mm millimeter millimeters millimetre millimetres': 1,
    'um \u03bcm \u00c2\u00b5m micron microns micrometer micrometers micrometre micrometres': 1e-3,
    'nm nanometer nanometers nanometre nanometres': 1e-6,
    'pm picometer picometers picometre picometres': 1e-9,
    'angstrom angstroms \u00e5ngstr\u00f6m \u00e5ngstr\u00f6ms ang a \u00e5 \u212b \u00c3\u2026': 1e-7,
    'in inch inches': 25.4,
  }),
  angle: table({
    'deg degree degrees degs \u00b0 \u00c2\u00b0': 1,
    'rad radian radians rads': units.toDegrees(1),
    'mrad milliradian milliradians': units.toDegrees(1e-3),
    'urad \u03bcrad microradian microradians': units.toDegrees(1e-6),
    'arcmin arcminute arcminutes': 1 / 60,
    'arcsec arcsecond arcseconds': 1 / 3600,
  }),
  energy: table({
    'ev electronvolt electronvolts electron_volt': 1,
    'kev kiloelectronvolt kiloelectronvolts kilo_electron_volt': 1e3,
    'mev megaelectronvolt': 1e6,
    'j joule joules': 1 / 1.602176634e-19,
  }),
  time: table({
    's sec second seconds': 1,
    'ms msec millisecond milliseconds': 1e-3,
    'us \u03bcs microsecond microseconds': 1e-6,
    'ns nanosecond nanoseconds': 1e-9,
    'min minute minutes': 60,
  }),
};

/** Returns the factor from a unit to millimetres, degrees, electronvolts or seconds; undefined for an unknown unit. */
export const factorOf = (kind: QuantityKind, unit: string): number | undefined => TABLES[kind].get(spelled(unit));
