import { units, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import { misfit } from './facing';
import { dialsFrame, within } from './nxmx/frame';

/** The polarization fraction that dxtbx assumes for any file. */
const DXTBX_FRACTION = 0.999;

/**
 * Lists, as text for people, what a program that reads these images must be given by hand: what no header holds, and
 * for SMV and miniCBF the geometry that their headers cannot represent.
 *
 * @param images names of the image files, as typed in a shell
 */
export function importNotes(metadata: ImageMetadata, format: 'smv' | 'cbf' | 'nxmx', images = '<images>'): string {
  const overrides = [...polarization(metadata), ...(format === 'nxmx' ? [] : geometry(metadata))];
  const notes = [
    'Import into DIALS with',
    `  dials.import ${images}${overrides.map((o) => ` \\\n    ${o}`).join('')}`,
    ...(format === 'smv' && metadata.offset
      ? [`The recorded values have ${formatG(metadata.offset)} added; IMAGE_PEDESTAL says so.`]
      : []),
    ...(metadata.detector.sensor.thickness > 0
      ? ['The depth of the sensor was simulated; readers correct for it where the file names the sensor.']
      : ['No depth of the sensor was simulated: readers must not correct for parallax.']),
  ];
  return `${notes.join('\n')}\n`;
}

function polarization({ detector, beam }: ImageMetadata): string[] {
  const fraction = (1 + (beam.polarizationFraction ?? 0)) / 2;
  if (fraction === DXTBX_FRACTION) return [];
  const normal = within(dialsFrame(detector), detector.vertical);
  const upright = Math.abs(Math.abs(normal[1]) - 1) < 1e-6;
  return [
    `geometry.beam.polarization_fraction=${formatG(fraction)}`,
    ...(upright ? [] : [`geometry.beam.polarization_normal=${normal.map((c) => formatG(c)).join(',')}`]),
  ];
}

function geometry(metadata: ImageMetadata): string[] {
  if (misfit(metadata) === undefined) return [];
  const { detector } = metadata;
  const frame = dialsFrame(detector);
  const numbers = (v: readonly number[]) => v.map((c) => formatG(c, 9)).join(',');
  const axis = (name: 'fast' | 'slow') =>
    `geometry.detector.panel.${name}_axis=${numbers(within(frame, detector[name]))}`;
  return [
    `geometry.goniometer.axis=${numbers(within(frame, detector.spindle))}`,
    axis('fast'),
    axis('slow'),
    `geometry.detector.panel.origin=${numbers(vector.scale(within(frame, detector.origin), units.toMm(1)))}`,
  ];
}
