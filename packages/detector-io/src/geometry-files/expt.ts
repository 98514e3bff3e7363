import { dataError, type Mat3, type PixelRectangle, type Vec3, vector } from '@braggsim/core';
import type { SensorSection } from '@braggsim/geometry';
import type { FileExperiment } from '../described';
import { type Json, numberAt, numbersAt, objectAt, objectsAt, vectorAt } from './json';
import { type PlacedPanel, sectionOf } from './placed-panels';

/** A node of the detector hierarchy in the lab frame; the columns of `axes` are fast, slow and normal. */
interface Node {
  readonly axes: Mat3;
  readonly origin: Vec3;
}

const ROOT: Node = { axes: [1, 0, 0, 0, 1, 0, 0, 0, 1], origin: [0, 0, 0] };
/** Largest depth of nested groups. The hierarchies of real detectors have four levels. */
const DEEPEST = 32;

const placed = ({ axes, origin }: Node, local: Vec3): Vec3 => vector.add(vector.transform(axes, local), origin);
const turned = ({ axes }: Node, local: Vec3): Vec3 => vector.transform(axes, local);

/**
 * Reads the beam, detector, goniometer and scan of the first experiment of a dxtbx file (`.expt`). Its frame becomes
 * the lab frame.
 *
 * @throws BraggsimError (`data`) naming the value that is missing or invalid
 */
export function readExpt(text: string): FileExperiment {
  const { detector, model } = firstExperiment(text);
  const panels = exptPanels(detector);
  const beam = model('beam');
  const toSource: Vec3 = beam ? vectorAt(beam, 'direction', 'beam') : [0, 0, 1];
  const normal: Vec3 = beam?.polarization_normal ? vectorAt(beam, 'polarization_normal', 'beam') : [0, 1, 0];
  const scan = model('scan');
  const goniometer = model('goniometer');
  const lab = {
    beam: vector.scale(vector.unit(toSource), -1),
    polarization: vector.unit(vector.cross(normal, toSource)),
    spindle: goniometer ? spindleOf(goniometer) : ([1, 0, 0] as const),
    across: panels[0]?.fast ?? ([1, 0, 0] as const),
  };
  const sensor = sensorSection(objectsAt(detector, 'panels', 'detector'));
  return {
    detector: { ...sectionOf(panels, acrossTheBeam(lab)), ...(sensor && { sensor }) },
    ...(beam && { beam: beamSection(beam) }),
    ...(scan && { scan: scanSection(scan) }),
  };
}

/** The first experiment of a file, with its models by their kinds. */
interface FirstExperiment {
  readonly root: Json;
  readonly experiment: Json;
  readonly detector: Json;
  readonly model: (kind: string) => Json | undefined;
}

/**
 * Returns the first experiment of a dxtbx `.expt` file.
 *
 * @throws BraggsimError (`data`) for a text without one, or one without a detector
 */
export function firstExperiment(text: string): FirstExperiment {
  const root = parse(text);
  const [experiment] = objectsAt(root, 'experiment', 'expt');
  if (!experiment) throw dataError('this .expt file has no experiment in it');
  const model = (kind: string): Json | undefined => {
    const index = experiment[kind];
    return typeof index === 'number' ? objectsAt(root, kind, 'expt')[index] : undefined;
  };
  const detector = model('detector');
  if (!detector) throw dataError('the first experiment of this .expt file has no detector');
  return { root, experiment, detector, model };
}

function parse(text: string): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw dataError({ message: 'this is not a dxtbx experiment list: it is not JSON', cause });
  }
  return objectAt({ expt: parsed }, 'expt', 'file');
}

/**
 * Returns a fast direction for the section. A panel along the beam does not determine it; any direction perpendicular
 * to the beam is then used.
 */
function acrossTheBeam<T extends { readonly across: Vec3; readonly beam: Vec3; readonly polarization: Vec3 }>(
  lab: T,
): T {
  const parallel = vector.length(vector.cross(lab.across, lab.beam)) < 1e-3;
  return parallel ? { ...lab, across: lab.polarization } : lab;
}

const beamSection = (beam: Json): NonNullable<FileExperiment['beam']> => ({
  wavelengthA: numberAt(beam, 'wavelength', 'beam'),
  ...(beam.probe === 'electron'
    ? { particle: 'electron' }
    : typeof beam.polarization_fraction === 'number' && { polarization: 2 * beam.polarization_fraction - 1 }),
});

function scanSection(scan: Json): NonNullable<FileExperiment['scan']> {
  const [startDeg = 0, widthDeg = 0] = numbersAt(scan, 'oscillation', 2, 'scan');
  const [first = 1, last = 1] = numbersAt(scan, 'image_range', 2, 'scan');
  return { startDeg, widthDeg, images: last - first + 1 };
}

/** Returns the rotation axis of the crystal: the scan axis, rotated by the axes below it. */
function spindleOf(goniometer: Json): Vec3 {
  const path = 'goniometer';
  if (Array.isArray(goniometer.axes)) {
    const axes = goniometer.axes.map((_, i) => vectorAt(goniometer.axes as unknown as Json, String(i), `${path}.axes`));
    const angles = numbersAt(goniometer, 'angles', axes.length, path);
    const moving = numberAt(goniometer, 'scan_axis', path);
    const axis = axes[moving];
    if (!axis) throw dataError(`${path}.scan_axis is ${moving}, and there are ${axes.length} axes`);
    return vector.rotateThroughAxes(axis, axes.slice(moving + 1), angles.slice(moving + 1));
  }
  const axis = vectorAt(goniometer, 'rotation_axis', path);
  if (goniometer.setting_rotation === undefined) return axis;
  return vector.transform(numbersAt(goniometer, 'setting_rotation', 9, path) as unknown as Mat3, axis);
}

/**
 * Returns the panels of a detector in the lab frame.
 *
 * @throws BraggsimError (`data`) naming what is missing or wrong
 */
export function exptPanels(detector: Json): PlacedPanel[] {
  const rows = objectsAt(detector, 'panels', 'detector');
  if (rows.length === 0) throw dataError('the detector of this .expt file has no panels');
  const parents = new Map<number, Node>();
  const visit = (group: Json, parent: Node, depth: number): void => {
    if (depth > DEEPEST) throw dataError(`the detector hierarchy is nested more than ${DEEPEST} deep`);
    const node = nodeOf(group, parent);
    for (const child of objectsAt(group, 'children', 'hierarchy')) {
      if (typeof child.panel === 'number') parents.set(child.panel, node);
      else visit(child, node, depth + 1);
    }
  };
  if (detector.hierarchy) visit(objectAt(detector, 'hierarchy', 'detector'), ROOT, 0);
  return rows.map((row, i) => placedPanel(row, i, parents.get(i) ?? ROOT));
}

function nodeOf(group: Json, parent: Node): Node {
  const local = (key: string) => turned(parent, vectorAt(group, key, 'hierarchy'));
  const [fast, slow] = [local('fast_axis'), local('slow_axis')];
  const normal = vector.cross(fast, slow);
  return {
    axes: [fast[0], slow[0], normal[0], fast[1], slow[1], normal[1], fast[2], slow[2], normal[2]],
    origin: placed(parent, vectorAt(group, 'origin', 'hierarchy')),
  };
}

/** Relative tolerance for equal thicknesses and attenuations of sensors. */
const SAME_SENSOR = 1e-6;

/**
 * Reads the sensor of all panels; undefined where they have none. Without an attenuation coefficient (`mu`) the
 * simulation uses its default.
 *
 * @throws BraggsimError (`data`) for panels with different sensors, since an experiment has one
 */
function sensorSection(rows: readonly Json[]): SensorSection | undefined {
  const positive = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
  const [first = { mm: 0, perMm: 0 }, ...others] = rows.map(({ thickness, mu }) => ({
    mm: positive(thickness),
    perMm: positive(mu),
  }));
  const differs = (a: number, b: number) => Math.abs(a - b) > SAME_SENSOR * Math.max(a, b);
  const other = others.findIndex(({ mm, perMm }) => differs(mm, first.mm) || differs(perMm, first.perMm));
  if (other >= 0) {
    throw dataError(
      `panels[0] and panels[${other + 1}] of this .expt file have sensors of ${first.mm} and ${others[other]?.mm} mm; a simulation has one sensor: make them equal`,
    );
  }
  if (first.mm === 0) return undefined;
  return { thicknessUm: 1000 * first.mm, ...(first.perMm > 0 && { absorptionDepthUm: 1000 / first.perMm }) };
}

function placedPanel(row: Json, index: number, parent: Node): PlacedPanel {
  const path = `panels[${index}]`;
  const [pixelsFast = 0, pixelsSlow = 0] = numbersAt(row, 'image_size', 2, path);
  const [pixelMm = 0, pixelSlowMm = 0] = numbersAt(row, 'pixel_size', 2, path);
  const gaps = Array.isArray(row.mask)
    ? row.mask.map((_, i) => numbersAt(row.mask as Json, String(i), 4, `${path}.mask`))
    : [];
  return {
    name: typeof row.name === 'string' && row.name !== '' ? row.name : `p${index}`,
    pixelsFast,
    pixelsSlow,
    pixelMm,
    pixelSlowMm,
    originMm: placed(parent, vectorAt(row, 'origin', path)),
    fast: turned(parent, vectorAt(row, 'fast_axis', path)),
    slow: turned(parent, vectorAt(row, 'slow_axis', path)),
    gapsPx: gaps.map(
      ([fast0 = 0, slow0 = 0, fast1 = 0, slow1 = 0]): PixelRectangle => [fast0, fast1 - 1, slow0, slow1 - 1],
    ),
  };
}
