import type { InstrumentMetadata, MaskingRules } from '@braggsim/core/derived';
import type { File } from 'h5wasm';
import { fluxOf } from './beam';
import { numbersOf } from './numbers';
import { datasetOf, type NexusPlaces, textOf } from './places';
import { factorFor } from './unit-factors';

/** Thickness (m) that is written for a detector without a sensor, since readers of NeXus require one above zero. */
export const NO_SENSOR_M = 1e-9;

const MM_PER_M = 1e3;

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined;

/** Chemical formulas by the names of materials in files. */
const MATERIALS: Readonly<Record<string, string>> = { silicon: 'Si', si: 'Si', cdte: 'CdTe', gaas: 'GaAs' };

/** Returns the fields that are not undefined. */
const present = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

/**
 * Reads the properties of detector and exposure besides geometry. Times without a unit are in seconds, lengths in
 * metres.
 *
 * @throws BraggsimError (`data`) for a thickness or time with an invalid unit
 */
export function instrumentOf(file: File, places: NexusPlaces): InstrumentMetadata | undefined {
  const { detector } = places;
  const number = (quantity: 'length' | 'time', unit: string, ...names: readonly string[]): number | undefined => {
    const dataset = datasetOf(file, detector, ...names);
    const [value] = numbersOf(dataset, 1) ?? [];
    const one = quantity === 'length' ? MM_PER_M : 1;
    return dataset && value !== undefined ? value * (factorFor(dataset, quantity, unit) / one) : undefined;
  };
  const material = textOf(datasetOf(file, detector, 'sensor_material'));
  const thickness = number('length', 'm', 'sensor_thickness');
  const isSensor = thickness !== undefined && thickness > NO_SENSOR_M;
  const found = present<InstrumentMetadata>({
    detectorName: textOf(datasetOf(file, detector, 'description')),
    sensorMaterial: isSensor && material ? (MATERIALS[material.toLowerCase()] ?? material) : undefined,
    sensorThickness: isSensor ? thickness : undefined,
    gain: positive(numbersOf(datasetOf(file, detector, 'gain', 'detectorSpecific/gain'), 1)?.[0]),
    exposure: positive(number('time', 's', 'count_time')),
    period: positive(number('time', 's', 'frame_time')),
    flux: fluxOf(file, places),
  });
  return Object.keys(found).length > 0 ? found : undefined;
}

const DEPTHS = [
  'bit_depth_image',
  'detectorSpecific/bit_depth_image',
  'bit_depth_readout',
  'detectorSpecific/bit_depth_readout',
];
const CUTOFFS = [
  'saturation_value',
  'countrate_correction_count_cutoff',
  'detectorSpecific/countrate_correction_count_cutoff',
];

/** Reads the rules for masked pixel values of a file. */
export function maskingRules(file: File, { detector }: NexusPlaces): MaskingRules {
  const number = (...names: readonly string[]) => numbersOf(datasetOf(file, detector, ...names), 1)?.[0];
  return present<MaskingRules>({
    bits: number(...DEPTHS),
    saturation: positive(number(...CUTOFFS)),
    underload: number('underload_value'),
  });
}
