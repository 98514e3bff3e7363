import { dataError, units } from '@braggsim/core';
import type { Dataset } from 'h5wasm';
import { text } from './axis-attributes';

/** Factors by names of units; names are compared in lower case, with both Greek letters that look like a micro sign. */
type UnitTable = ReadonlyMap<string, number>;

const spelled = (unit: string): string => unit.trim().toLowerCase().replaceAll('\u00b5', '\u03bc');

const table = (entries: Readonly<Record<string, number>>): UnitTable =>
  new Map(
    Object.entries(entries).flatMap(([names, factor]) => names.split(' ').map((name) => [spelled(name), factor])),
  );

/** Millimetres. */
const LENGTHS = table({
  'm meter meters metre metres': 1e3,
  'cm centimeter centimeters centimetre centimetres': 10,
  'mm millimeter millimeters millimetre millimetres': 1,
  'um \u03bcm micron microns micrometer micrometers micrometre micrometres': 1e-3,
  'nm nanometer nanometers nanometre nanometres': 1e-6,
  'pm picometer picometers picometre picometres': 1e-9,
  'angstrom angstroms \u00e5ngstr\u00f6m \u00e5ngstr\u00f6ms ang a \u00e5 \u212b': 1e-7,
  'in inch inches': 25.4,
});

/** Degrees. */
const ANGLES = table({
  'deg degree degrees degs \u00b0': 1,
  'rad radian radians rads': units.toDegrees(1),
  'mrad milliradian milliradians': units.toDegrees(1e-3),
  'urad \u03bcrad microradian microradians': units.toDegrees(1e-6),
  'arcmin arcminute arcminutes': 1 / 60,
  'arcsec arcsecond arcseconds': 1 / 3600,
});

/** Electronvolts. */
const ENERGIES = table({
  'ev electronvolt electronvolts electron_volt': 1,
  'kev kiloelectronvolt kiloelectronvolts kilo_electron_volt': 1e3,
  'mev megaelectronvolt': 1e6,
  'j joule joules': 1 / 1.602176634e-19,
});

/** Seconds. */
const TIMES = table({
  's sec second seconds': 1,
  'ms msec millisecond milliseconds': 1e-3,
  'us \u03bcs microsecond microseconds': 1e-6,
  'ns nanosecond nanoseconds': 1e-9,
  'min minute minutes': 60,
});

const AS_EXAMPLES = {
  length: 'm, cm, mm, um, nm, angstrom',
  angle: 'deg, rad, mrad',
  energy: 'eV, keV, J',
  time: 's, ms, us',
} as const;

type Quantity = keyof typeof AS_EXAMPLES;
const TABLES: Readonly<Record<Quantity, UnitTable>> = {
  length: LENGTHS,
  angle: ANGLES,
  energy: ENERGIES,
  time: TIMES,
};

const ARTICLE: Readonly<Record<Quantity, string>> = {
  length: 'a length',
  angle: 'an angle',
  energy: 'an energy',
  time: 'a time',
};

/** The factor of a unit; undefined for one that is not known. */
export const factorOf = (quantity: Quantity, unit: string): number | undefined => TABLES[quantity].get(spelled(unit));

/**
 * The factor that turns a value into millimetres, degrees, electronvolts or seconds.
 *
 * @throws BraggsimError (`data`) for a unit that is not known, or none
 */
export function unitFactor(quantity: Quantity, unit: string | undefined): number {
  const factor = unit === undefined ? undefined : factorOf(quantity, unit);
  if (factor !== undefined) return factor;
  throw dataError({
    message: `${ARTICLE[quantity]} of this NeXus file is in '${unit ?? 'nothing'}'; ${AS_EXAMPLES[quantity]} and their usual spellings can be read`,
    expected: AS_EXAMPLES[quantity],
    found: unit ?? 'nothing',
  });
}

/**
 * The factor for the values of a dataset by its attribute `units`.
 *
 * @param absent the unit that holds where the file names none; without it that is an error
 * @throws BraggsimError (`data`) for a unit that is not known
 */
export const factorFor = (dataset: Dataset, quantity: Quantity, absent?: string): number =>
  unitFactor(quantity, text(dataset, 'units') ?? absent);
