import { units, usageError, type Vec3, vector } from '@braggsim/core';
import { type ImageMetadata, MASK_BITS, type Panel, type PanelRows, type PixelMask } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import type { Group } from 'h5wasm';
import { frameLayout, largestCount } from '../frame';
import { sensorOf } from '../sensor';
import { type Frame, nexusFrame, within } from './frame';
import { NO_SENSOR_M } from './instrument';
import { addDataset, addGroup, addPackedArray, type Packing, whole } from './tree';

/** The contents of an NXmx entry besides the pixels. */
export interface Series {
  /** Metadata of the first image; its geometry and beam apply to all images. */
  readonly metadata: ImageMetadata;
  /** Spindle angles at the start of every image, and their widths, in degrees. */
  readonly startsDeg: readonly number[];
  readonly widthsDeg: readonly number[];
  /** Wavelength of every image (Å); that of the metadata for all where absent. */
  readonly wavelengthsA?: readonly number[];
  /** The time in ISO 8601 format. */
  readonly date: string;
  /** Material of the sensor; by default the one in the metadata of the images. */
  readonly sensorMaterial?: string;
  /** Whether the pixels are whole numbers; then pixels below the least valid count are masked. */
  readonly counts: boolean;
  /** Mask of all images, [slow, fast] of the frame. */
  readonly mask: PixelMask;
  /** How the mask is packed, which is as its readers expect of the images. */
  readonly packing: Packing;
}

const DETECTOR = '/entry/instrument/detector';
const DET_Z = `${DETECTOR}/transformations/det_z`;
const AXES = '/entry/sample/transformations';

/** Converts a value to int32 where it is a whole number of 32 bits, and to float64 otherwise. */
const countValue = (value: number) =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? whole(value) : Float64Array.of(value);

const mm = (v: Vec3): Vec3 => [units.toMm(v[0]), units.toMm(v[1]), units.toMm(v[2])];

/** Adds the groups of an entry, except `data`, which the caller adds. */
export function addEntry(entry: Group, series: Series): void {
  const { metadata, startsDeg, date } = series;
  if (metadata.detector.curved) {
    throw usageError('NeXus cannot represent a curved detector: write another format, or simulate a flat one');
  }
  const { exposure = metadata.beam.exposure, period = exposure } = metadata.instrument ?? {};
  const duration = 1000 * startsDeg.length * Math.max(period, 0);
  addDataset(entry, 'definition', 'NXmx');
  addDataset(entry, 'start_time', date);
  addDataset(entry, 'end_time_estimated', new Date(Date.parse(date) + duration).toISOString());
  const source = addGroup(entry, 'source', 'NXsource');
  addDataset(source, 'name', 'simulated');
  if (metadata.beam.particle) addDataset(source, 'probe', metadata.beam.particle);
  const instrument = addGroup(entry, 'instrument', 'NXinstrument');
  addDataset(instrument, 'name', 'braggsim');
  const frame = nexusFrame(metadata.detector);
  addSample(entry, series, frame);
  addBeam(instrument, metadata, series.wavelengthsA);
  addDetector(instrument, series, frame);
}

/**
 * Returns the scan with increasing angles, as readers require: decreasing angles become increasing ones about the
 * opposite axis, since R(a, phi) = R(-a, -phi).
 */
function growing({ startsDeg, widthsDeg, metadata }: Series) {
  const { spindle } = metadata.detector;
  const falls = widthsDeg.some((width) => width < 0) && !widthsDeg.some((width) => width > 0);
  if (!falls) return { startsDeg, widthsDeg, sign: 1, spindle };
  const negated = (angles: readonly number[]) => angles.map((angle) => 0 - angle);
  return { startsDeg: negated(startsDeg), widthsDeg: negated(widthsDeg), sign: -1, spindle: vector.scale(spindle, -1) };
}

function addSample(entry: Group, series: Series, frame: Frame): void {
  const { metadata } = series;
  const { startsDeg, widthsDeg, sign, spindle } = growing(series);
  const sample = addGroup(entry, 'sample', 'NXsample');
  addDataset(sample, 'name', 'simulated crystal');
  const { axes, scanAxis } = metadata.goniometer ?? {
    axes: [{ name: 'omega', direction: vector.scale(spindle, sign), angleDeg: 0 }],
    scanAxis: 0,
  };
  const rests = widthsDeg.every((width) => width === 0) && startsDeg.every((start) => start === 0);
  if (rests && axes.length === 1) {
    addDataset(sample, 'depends_on', '.');
    return;
  }
  addDataset(sample, 'depends_on', `${AXES}/${axes[0]?.name}`);
  const transformations = addGroup(sample, 'transformations', 'NXtransformations');
  axes.forEach(({ name, direction, angleDeg }, i) => {
    const along = i === scanAxis ? vector.scale(direction, sign) : direction;
    const next = axes[i + 1];
    addDataset(transformations, name, Float64Array.from(i === scanAxis ? startsDeg : [angleDeg]), {
      transformation_type: 'rotation',
      vector: within(frame, along),
      units: 'deg',
      depends_on: next ? `${AXES}/${next.name}` : '.',
    });
    if (i !== scanAxis) return;
    const ends = startsDeg.map((start, image) => start + (widthsDeg[image] as number));
    addDataset(transformations, `${name}_end`, Float64Array.from(ends), { units: 'deg' });
  });
}

function addBeam(
  instrument: Group,
  { beam, instrument: known }: ImageMetadata,
  wavelengthsA: readonly number[] | undefined,
): void {
  const group = addGroup(instrument, 'beam', 'NXbeam');
  const wavelength = wavelengthsA ? Float64Array.from(wavelengthsA) : units.toAngstrom(beam.wavelength);
  addDataset(group, 'incident_wavelength', wavelength, { units: 'angstrom' });
  const flux = known?.flux ?? beam.flux;
  if (flux > 0) addDataset(group, 'total_flux', flux, { units: 'Hz' });
  if (beam.polarizationFraction !== null)
    addDataset(group, 'incident_polarization_stokes', Float64Array.of(1, beam.polarizationFraction, 0, 0));
}

function addDetector(instrument: Group, series: Series, frame: Frame): void {
  const { metadata, startsDeg, counts } = series;
  const { detector, beam, instrument: known = {}, offset = 0, underload = 0 } = metadata;
  const { exposure = beam.exposure, period = exposure } = known;
  const sensor = sensorOf(metadata);
  const panels = recordingPanels(detector);
  const { shape, places } = frameLayout(panels);
  const group = addGroup(instrument, 'detector', 'NXdetector');
  addDataset(group, 'description', known.detectorName ?? 'simulated');
  addDataset(group, 'depends_on', DET_Z);
  addDataset(group, 'sensor_material', series.sensorMaterial ?? sensor?.material ?? 'Si');
  addDataset(group, 'sensor_thickness', sensor?.thickness ?? NO_SENSOR_M, { units: 'm' });
  addDataset(group, 'saturation_value', countValue(largestCount(metadata)), {}, []);
  if (counts) addDataset(group, 'underload_value', countValue(underload - offset), {}, []);
  if (period > 0) addDataset(group, 'frame_time', period, { units: 's' });
  if (exposure > 0) addDataset(group, 'count_time', exposure, { units: 's' });
  addDataset(group, 'distance', detector.distance, { units: 'm' });
  addDataset(group, 'beam_center_x', detector.beamCentre.fast / detector.pixelSize, { units: 'pixel' });
  addDataset(group, 'beam_center_y', detector.beamCentre.slow / detector.pixelSize, { units: 'pixel' });
  addDataset(group, 'x_pixel_size', detector.pixelSize, { units: 'm' });
  addDataset(group, 'y_pixel_size', panels[0]?.pixelSizeSlow ?? detector.pixelSize, { units: 'm' });

  // The plug-ins of XDS read the mask from here; in the other place it is a link.
  const specific = addGroup(group, 'detectorSpecific', 'NXcollection');
  addDataset(specific, 'nimages', whole(startsDeg.length), {}, []);
  addDataset(specific, 'ntrigger', whole(1), {}, []);
  if (known.gain !== undefined) addDataset(specific, 'gain', known.gain);
  const mask = series.mask.map((bits) => bits & ~MASK_BITS.untrusted);
  addPackedArray(specific, 'pixel_mask', mask, shape, series.packing);
  group.create_hard_link(`${DETECTOR}/detectorSpecific/pixel_mask`, 'pixel_mask');

  const distanceMm = units.toMm(detector.distance);
  addDataset(addGroup(group, 'transformations', 'NXtransformations'), 'det_z', Float64Array.of(distanceMm), {
    transformation_type: 'translation',
    vector: [0, 0, 1],
    units: 'mm',
    depends_on: '.',
  });
  panels.forEach((panel, i) => {
    const name = panels.length === 1 ? 'module' : `module_${String(i).padStart(4, '0')}`;
    addModule(group, name, panel, places[i] as PanelRows, { frame, distanceMm });
  });
}

/** Adds a module with the position of a panel. Readers use the offset of the module and of no other axis. */
function addModule(
  detector: Group,
  name: string,
  panel: Panel,
  place: PanelRows,
  { frame, distanceMm }: { readonly frame: Frame; readonly distanceMm: number },
): void {
  const group = addGroup(detector, name, 'NXdetector_module');
  const path = `${DETECTOR}/${name}/module_offset`;
  const offset = vector.subtract(mm(within(frame, panel.origin)), [0, 0, distanceMm]);
  const edgesMm = { fast: units.toMm(panel.pixelSize), slow: units.toMm(panel.pixelSizeSlow ?? panel.pixelSize) };
  const translation = { transformation_type: 'translation', units: 'mm' };
  addDataset(group, 'data_origin', whole(place.slow, 0));
  addDataset(group, 'data_size', whole(panel.pixelsSlow, panel.pixelsFast));
  addDataset(group, 'module_offset', Float64Array.of(0), {
    ...translation,
    vector: [1, 0, 0],
    offset,
    offset_units: 'mm',
    depends_on: DET_Z,
  });
  for (const axis of ['fast', 'slow'] as const) {
    const vector = within(frame, panel[axis]);
    const direction = { ...translation, vector, offset: [0, 0, 0], offset_units: 'mm', depends_on: path };
    addDataset(group, `${axis}_pixel_direction`, Float64Array.of(edgesMm[axis]), direction);
  }
}
