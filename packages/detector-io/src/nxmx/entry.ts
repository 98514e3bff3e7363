import { type ImageMetadata, type Panel, type PanelRows, units, usageError, type Vec3, vector } from '@braggsim/core';
import { recordingPanels } from '@braggsim/geometry';
import type { Group } from 'h5wasm';
import { frameLayout, framePixelMask, largestCount } from '../frame';
import { type Frame, nexusFrame, within } from './frame';
import { addDataset, addGroup, whole } from './tree';

/** Everything of an NXmx entry but the pixels. */
export interface Series {
  /** Of the first image; geometry and beam hold for all. */
  readonly metadata: ImageMetadata;
  /** Spindle angles at the start of every image and their widths, degrees. */
  readonly startsDeg: readonly number[];
  readonly widthsDeg: readonly number[];
  /** ISO 8601. */
  readonly date: string;
  readonly sensorMaterial: string;
}

const DETECTOR = '/entry/instrument/detector';
const DET_Z = `${DETECTOR}/transformations/det_z`;
const OMEGA = '/entry/sample/transformations/omega';

/** Readers want a depth above zero and correct for it: next to nothing stands for none. */
const NO_SENSOR_M = 1e-9;

const mm = (v: Vec3): Vec3 => [units.toMm(v[0]), units.toMm(v[1]), units.toMm(v[2])];

/** Adds the groups of an entry, except `data`, which the caller fills. */
export function addEntry(entry: Group, series: Series): void {
  const { metadata, startsDeg, date } = series;
  if (metadata.detector.curved) {
    throw usageError('NeXus cannot say that the detector is curved: write another format, or simulate a flat one');
  }
  const duration = 1000 * startsDeg.length * Math.max(metadata.beam.exposure, 0);
  addDataset(entry, 'definition', 'NXmx');
  addDataset(entry, 'start_time', date);
  addDataset(entry, 'end_time_estimated', new Date(Date.parse(date) + duration).toISOString());
  addDataset(addGroup(entry, 'source', 'NXsource'), 'name', 'simulated');
  const instrument = addGroup(entry, 'instrument', 'NXinstrument');
  addDataset(instrument, 'name', 'braggsim');
  const frame = nexusFrame(metadata.detector);
  addSample(entry, series, frame);
  addBeam(instrument, metadata);
  addDetector(instrument, series, frame);
}

function addSample(entry: Group, { metadata, startsDeg, widthsDeg }: Series, frame: Frame): void {
  const sample = addGroup(entry, 'sample', 'NXsample');
  addDataset(sample, 'name', 'simulated crystal');
  const isStill = widthsDeg.every((width) => width === 0);
  addDataset(sample, 'depends_on', isStill ? '.' : OMEGA);
  if (isStill) return;
  const axis = {
    transformation_type: 'rotation',
    vector: within(frame, metadata.detector.spindle),
    units: 'deg',
    depends_on: '.',
  };
  const transformations = addGroup(sample, 'transformations', 'NXtransformations');
  const ends = startsDeg.map((start, i) => start + (widthsDeg[i] as number));
  addDataset(transformations, 'omega', Float64Array.from(startsDeg), axis);
  addDataset(transformations, 'omega_end', Float64Array.from(ends), { units: 'deg' });
}

function addBeam(instrument: Group, { beam }: ImageMetadata): void {
  const group = addGroup(instrument, 'beam', 'NXbeam');
  addDataset(group, 'incident_wavelength', units.toAngstrom(beam.wavelength), { units: 'angstrom' });
  if (beam.flux > 0) addDataset(group, 'total_flux', beam.flux, { units: 'Hz' });
  if (beam.kahn !== null) addDataset(group, 'incident_polarization_stokes', Float64Array.of(1, beam.kahn, 0, 0));
}

function addDetector(instrument: Group, series: Series, frame: Frame): void {
  const { metadata, startsDeg, sensorMaterial } = series;
  const { detector, beam } = metadata;
  const panels = recordingPanels(detector);
  const { shape, places } = frameLayout(panels);
  const group = addGroup(instrument, 'detector', 'NXdetector');
  addDataset(group, 'description', 'simulated');
  addDataset(group, 'depends_on', DET_Z);
  addDataset(group, 'sensor_material', sensorMaterial);
  addDataset(group, 'sensor_thickness', detector.sensor.thickness || NO_SENSOR_M, { units: 'm' });
  addDataset(group, 'saturation_value', whole(largestCount(metadata)), {}, []);
  addDataset(group, 'underload_value', whole(0), {}, []);
  addDataset(group, 'frame_time', beam.exposure, { units: 's' });
  addDataset(group, 'count_time', beam.exposure, { units: 's' });
  addDataset(group, 'distance', detector.distance, { units: 'm' });
  addDataset(group, 'beam_center_x', detector.beamFast / detector.pixelSize, { units: 'pixel' });
  addDataset(group, 'beam_center_y', detector.beamSlow / detector.pixelSize, { units: 'pixel' });
  addDataset(group, 'x_pixel_size', detector.pixelSize, { units: 'm' });
  addDataset(group, 'y_pixel_size', detector.pixelSize, { units: 'm' });

  // Read by the plug-ins of XDS, which want the mask here; elsewhere it is a link.
  const specific = addGroup(group, 'detectorSpecific', 'NXcollection');
  addDataset(specific, 'nimages', whole(startsDeg.length), {}, []);
  addDataset(specific, 'ntrigger', whole(1), {}, []);
  addDataset(specific, 'pixel_mask', framePixelMask(metadata), {}, shape);
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

/** Where a panel is: readers take the offset of the module, and of nothing else. */
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
  const pixelMm = Float64Array.of(units.toMm(panel.pixelSize));
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
    addDataset(group, `${axis}_pixel_direction`, pixelMm, direction);
  }
}
