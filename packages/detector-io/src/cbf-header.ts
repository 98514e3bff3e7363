import { formatG, type ImageMetadata, units } from '@braggsim/core';
import { facingPlate } from './facing';
import { largestCount } from './frame';

/**
 * What a miniCBF header says, a line for each thing, without the leading `# `. A sensor is named only where
 * one was simulated: readers correct spot positions for its depth.
 *
 * @param force see `facingPlate`
 * @throws BraggsimError (`usage`) for a geometry that it cannot hold
 */
export function cbfHeaderLines(metadata: ImageMetadata, force: boolean): string[] {
  const { detector, beam } = metadata;
  const plate = facingPlate(metadata, 'a miniCBF header', force);
  const { beamFastMm, beamSlowMm, pixelMm } = plate;
  const pixelUm = formatG(pixelMm * 1000, 9);
  const { thickness } = detector.sensor;
  return [
    'Detector: SIM, S/N 1',
    '2024-01-01T00:00:00.000',
    `Pixel_size ${pixelUm}e-6 m x ${pixelUm}e-6 m`,
    ...(thickness > 0 ? [`Silicon sensor, thickness ${thickness.toFixed(6)} m`] : []),
    `Exposure_time ${formatG(beam.exposure)} s`,
    `Exposure_period ${formatG(beam.exposure)} s`,
    `Count_cutoff ${largestCount(metadata)} counts`,
    `Wavelength ${units.toAngstrom(beam.wavelength).toFixed(8)} A`,
    `Detector_distance ${units.fromMm(plate.distanceMm).toFixed(9)} m`,
    `Beam_xy (${(beamFastMm / pixelMm).toFixed(4)}, ${(beamSlowMm / pixelMm).toFixed(4)}) pixels`,
    `Flux ${formatG(beam.flux)}`,
    `Start_angle ${plate.startDeg.toFixed(6)} deg.`,
    `Angle_increment ${plate.widthDeg.toFixed(6)} deg.`,
  ];
}
