import { units, vector } from '@braggsim/core';
import type { ImageMetadata, Panel } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import { largestCount } from '../frame';
import { dialsFrame, type Frame, within } from '../nxmx/frame';
import { sensorOf } from '../sensor';

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * Formats geometry, beam and scan as a dxtbx experiment list, in the frame of DIALS.
 *
 * @param pedestal offset of the values in the image files (ADU)
 */
export function writeExpt(metadata: ImageMetadata, images = 1, pedestal = 0): string {
  const { detector, beam, scan } = metadata;
  const frame = dialsFrame(detector);
  const rotates = scan.width !== 0;
  const panels = recordingPanels(detector).map((panel) => panelEntry(panel, metadata, frame, pedestal));
  const exposure = Array.from({ length: images }, () => metadata.instrument?.exposure ?? beam.exposure);
  const list = {
    __id__: 'ExperimentList',
    experiment: [
      { __id__: 'Experiment', identifier: '', beam: 0, detector: 0, ...(rotates && { goniometer: 0, scan: 0 }) },
    ],
    imageset: [],
    beam: [
      {
        direction: within(frame, vector.scale(detector.beam, -1)),
        wavelength: units.toAngstrom(beam.wavelength),
        divergence: 0,
        sigma_divergence: 0,
        polarization_normal: within(frame, vector.cross(vector.scale(detector.beam, -1), detector.polarization)),
        polarization_fraction: (1 + (beam.polarizationFraction ?? 0)) / 2,
        flux: metadata.instrument?.flux ?? beam.flux,
        transmission: 1,
        ...(beam.particle && { probe: beam.particle }),
      },
    ],
    detector: [{ panels, hierarchy: hierarchy(panels.length) }],
    goniometer: rotates
      ? [
          {
            rotation_axis: within(frame, detector.spindle),
            fixed_rotation: IDENTITY,
            setting_rotation: IDENTITY,
          },
        ]
      : [],
    scan: rotates
      ? [
          {
            image_range: [1, images],
            batch_offset: 0,
            oscillation: [units.toDegrees(scan.start), units.toDegrees(scan.width)],
            exposure_time: exposure,
            epochs: exposure.map((time, i) => i * time),
            valid_image_ranges: {},
          },
        ]
      : [],
    crystal: [],
    profile: [],
    scaling_model: [],
  };
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** Returns the least and largest value that can be trusted in the image files, both good, as dxtbx has had it since 2023. */
const trustedRange = (metadata: ImageMetadata, pedestal: number): [number, number] => [
  (metadata.underload ?? 0) - (metadata.offset ?? 0) + pedestal,
  largestCount(metadata) + pedestal,
];

function panelEntry(panel: Panel, metadata: ImageMetadata, frame: Frame, pedestal: number) {
  const sensor = sensorOf(metadata);
  const attenuation = sensor?.attenuation ?? 0;
  const pixelMm = units.toMm(panel.pixelSize);
  return {
    name: panel.name,
    type: 'SENSOR_PAD',
    fast_axis: within(frame, panel.fast),
    slow_axis: within(frame, panel.slow),
    origin: within(frame, panel.origin).map(units.toMm),
    raw_image_offset: [0, 0],
    image_size: [panel.pixelsFast, panel.pixelsSlow],
    pixel_size: [pixelMm, units.toMm(panel.pixelSizeSlow ?? panel.pixelSize)],
    trusted_range: trustedRange(metadata, pedestal),
    thickness: units.toMm(sensor?.thickness ?? 0),
    material: sensor ? (sensor.material ?? 'Si') : '',
    mu: units.fromMm(attenuation),
    identifier: '',
    mask: panel.gaps.map(({ fast, slow }) => [fast[0], slow[0], fast[1], slow[1]]),
    gain: metadata.instrument?.gain ?? 1,
    pedestal,
    px_mm_strategy: { type: attenuation > 0 ? 'ParallaxCorrectedPxMmStrategy' : 'SimplePxMmStrategy' },
  };
}

const hierarchy = (panels: number) => ({
  name: '',
  type: '',
  fast_axis: [1, 0, 0],
  slow_axis: [0, 1, 0],
  origin: [0, 0, 0],
  raw_image_offset: [0, 0],
  image_size: [0, 0],
  pixel_size: [0, 0],
  trusted_range: [0, 0],
  thickness: 0,
  material: '',
  mu: 0,
  identifier: '',
  mask: [],
  gain: 1,
  pedestal: 0,
  px_mm_strategy: { type: 'SimplePxMmStrategy' },
  children: Array.from({ length: panels }, (_, panel) => ({ panel })),
});
