import { factorOf, type QuantityKind } from './unit-table';

/** A number in the text of a header and the word after it, which is empty where there is none. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

const QUANTITY = /([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t]*([^\s\d,;()xX=]*)/g;

/** Returns the numbers of a text such as `172e-6 m x 0.172 mm`, each with its unit. */
export const quantities = (text: string): Quantity[] =>
  Array.from(text.matchAll(QUANTITY), ([, value = '', unit = '']) => ({
    value: Number(value),
    unit: unit.replace(/\.$/, ''),
  }));

/** Returns a function that converts quantities of one kind to the unit `target`. */
const inUnits = (kind: QuantityKind, target: string) => {
  const one = factorOf(kind, target) as number;
  /** Converts a quantity; undefined where its unit is unknown. A number without a unit is in `absent`. */
  return ({ value, unit }: Quantity, absent = target): number | undefined => {
    const factor = factorOf(kind, unit === '' ? absent : unit);
    return factor === undefined ? undefined : value * (factor / one);
  };
};

export const metresOf = inUnits('length', 'm');
export const millimetresOf = inUnits('length', 'mm');
export const angstromsOf = inUnits('length', 'angstrom');
export const degreesOf = inUnits('angle', 'deg');
export const electronVoltsOf = inUnits('energy', 'ev');
export const secondsOf = inUnits('time', 's');
