import type { File } from 'h5wasm';
import type { PlacedPanel } from '../geometry-files/placed-panels';
import { numbersOf } from './numbers';

const DETECTOR = '/entry/instrument/detector';

/** Single numbers under any of several names. */
const numberAt = (file: File, ...names: readonly string[]): number | undefined =>
  names.map((name) => numbersOf(file.get(`${DETECTOR}/${name}`), 1)?.[0]).find((value) => value !== undefined);

/**
 * The plate of a file without modules, as Eiger detectors wrote them before NXmx: at right angles to the beam, placed by
 * its distance and beam centre. Its axes are those that NeXus has for a detector seen from the source.
 *
 * @param shape [slow, fast] of its images, where they are in the file
 * @returns undefined where one of the numbers is missing
 */
export function plainPanel(file: File, shape: readonly number[] | undefined): PlacedPanel | undefined {
  const pixelsFast = shape?.[1] ?? numberAt(file, 'detectorSpecific/x_pixels_in_detector');
  const pixelsSlow = shape?.[0] ?? numberAt(file, 'detectorSpecific/y_pixels_in_detector');
  const [pixelM, acrossM] = [numberAt(file, 'x_pixel_size'), numberAt(file, 'y_pixel_size')];
  const distanceM = numberAt(file, 'detector_distance', 'distance');
  const [x, y] = [numberAt(file, 'beam_center_x'), numberAt(file, 'beam_center_y')];
  const square = pixelM !== undefined && pixelM > 0 && pixelM === acrossM;
  if (!pixelsFast || !pixelsSlow || !square || !(distanceM && distanceM > 0) || x === undefined || y === undefined) {
    return undefined;
  }
  const pixelMm = 1000 * pixelM;
  return {
    name: 'detector',
    pixelsFast,
    pixelsSlow,
    pixelMm,
    originMm: [x * pixelMm, y * pixelMm, 1000 * distanceM],
    fast: [-1, 0, 0],
    slow: [0, -1, 0],
    gapsPx: [],
  };
}
