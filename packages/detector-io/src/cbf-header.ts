import { units } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import { facingGeometry } from './facing';
import { largestCount } from './frame';

/**
 * Returns the lines of a miniCBF header, without the leading `# `. A sensor is named only where one was simulated or
 * the source file of the image names one: readers correct spot positions for its thickness.
 *
 * @param force see `facingGeometry`
 * @throws BraggsimError (`usage`) for a geometry that the header cannot represent
 */
export function cbfHeaderLines(metadata: ImageMetadata, force: boolean): string[] {
  const { beam } = metadata;
  const facing = facingGeometry(metadata, 'a miniCBF header', force);
  const { beamFastMm, beamSlowMm, pixelMm } = facing;
  const pixelUm = formatG(pixelMm * 1000, 9);
  const { instrument } = metadata;
  const exposure = instrument?.exposure ?? beam.exposure;
  return [
    `Detector: ${instrument?.detectorName ?? 'SIM, S/N 1'}`,
    '2024-01-01T00:00:00.000',
    `Pixel_size ${pixelUm}e-6 m x ${pixelUm}e-6 m`,
    ...sensorLines(metadata),
    `Exposure_time ${formatG(exposure)} s`,
    `Exposure_period ${formatG(instrument?.period ?? exposure)} s`,
    `Count_cutoff ${largestCount(metadata)} counts`,
    `Wavelength ${units.toAngstrom(beam.wavelength).toFixed(8)} A`,
    `Detector_distance ${units.fromMm(facing.distanceMm).toFixed(9)} m`,
    `Beam_xy (${(beamFastMm / pixelMm).toFixed(4)}, ${(beamSlowMm / pixelMm).toFixed(4)}) pixels`,
    `Flux ${formatG(beam.flux)}`,
    `Start_angle ${facing.startDeg.toFixed(6)} deg.`,
    `Angle_increment ${facing.widthDeg.toFixed(6)} deg.`,
  ];
}

/** Returns the lines for the sensor that was simulated, or else the one of the source file. */
function sensorLines({ detector, instrument }: ImageMetadata): string[] {
  const simulated = detector.sensor.thickness;
  const thickness = simulated > 0 ? simulated : (instrument?.sensorThickness ?? 0);
  const material = (simulated > 0 ? undefined : instrument?.sensorMaterial) ?? 'Si';
  return thickness > 0
    ? [`${material === 'Si' ? 'Silicon' : material} sensor, thickness ${thickness.toFixed(6)} m`]
    : [];
}

/** Returns the lines of a miniCBF header by their first word. */
export function headerFields(text: string): Record<string, string> {
  const found = text.matchAll(/^#[ \t]*(\w+)[ \t:=]*([^\r\n]*)/gm);
  return Object.fromEntries(Array.from(found, ([, name = '', value = '']) => [name, value.trim()]));
}
