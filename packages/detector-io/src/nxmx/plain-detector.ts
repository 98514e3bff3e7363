import type { File } from 'h5wasm';
import type { PlacedPanel } from '../geometry-files/placed-panels';
import { factorOf } from '../unit-table';
import { text } from './axis-attributes';
import { numbersOf } from './numbers';
import { datasetOf, type NexusPlaces } from './places';
import { factorFor } from './unit-factors';

/**
 * Returns the panel of a file without modules, as Eiger detectors wrote it before NXmx: perpendicular to the beam, with
 * a distance and beam centre. Its axes are those of NeXus for a detector seen from the source.
 *
 * @param shape [slow, fast] of its images, where they are in the file
 * @returns the panel; undefined where one of the numbers is missing
 * @throws BraggsimError (`data`) for lengths with an invalid unit
 */
export function plainPanel(
  file: File,
  { detector }: NexusPlaces,
  shape: readonly number[] | undefined,
): PlacedPanel | undefined {
  const number = (...names: readonly string[]) => numbersOf(datasetOf(file, detector, ...names), 1)?.[0];
  const lengthMm = (...names: readonly string[]) => {
    const dataset = datasetOf(file, detector, ...names);
    const [value] = numbersOf(dataset, 1) ?? [];
    return dataset && value !== undefined ? value * factorFor(dataset, 'length', 'm') : undefined;
  };
  const pixelsFast = shape?.[1] ?? number('detectorSpecific/x_pixels_in_detector');
  const pixelsSlow = shape?.[0] ?? number('detectorSpecific/y_pixels_in_detector');
  const [pixelMm, acrossMm] = [lengthMm('x_pixel_size'), lengthMm('y_pixel_size')];
  const distanceMm = lengthMm('detector_distance', 'distance');
  const square = pixelMm !== undefined && pixelMm > 0 && pixelMm === acrossMm;
  if (!pixelsFast || !pixelsSlow || !square || !(distanceMm && distanceMm > 0)) return undefined;
  /** Reads a coordinate of the beam centre, which is in pixels unless its unit is a length. */
  const centreMm = (name: string) => {
    const dataset = datasetOf(file, detector, name);
    const [value] = numbersOf(dataset, 1) ?? [];
    return value === undefined
      ? undefined
      : value * (factorOf('length', (dataset && text(dataset, 'units')) ?? '') ?? pixelMm);
  };
  const [x, y] = [centreMm('beam_center_x'), centreMm('beam_center_y')];
  if (x === undefined || y === undefined) return undefined;
  return {
    name: 'detector',
    pixelsFast,
    pixelsSlow,
    pixelMm,
    originMm: [x, y, distanceMm],
    fast: [-1, 0, 0],
    slow: [0, -1, 0],
    gapsPx: [],
  };
}
