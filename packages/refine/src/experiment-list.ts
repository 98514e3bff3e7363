import { dataError, type Mat3, units, type Vec3, vector } from '@braggsim/core';
import type { Derived, ImageMetadata, Panel } from '@braggsim/core/derived';
import { dialsFrame, type Frame, writeExpt } from '@braggsim/detector-io/geometry';
import { recordingPanels } from '@braggsim/geometry';

type Json = Record<string, unknown>;

/** An experiment list of dxtbx that a shot was started from. */
export interface GivenExperimentList {
  /** Text of the file. */
  readonly text: string;
  /** Number of the experiment that was refined, from 0. */
  readonly index: number;
  /** Text of another file whose beam and detector were used. */
  readonly geometry?: string | undefined;
}

/** What of the geometry was refined, and so is written anew. */
export interface RefinedGeometry {
  readonly detector: boolean;
  readonly beam: boolean;
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw dataError({ message: 'this is not a dxtbx experiment list: it is not JSON', cause });
  }
};

const listAt = (json: Json, key: string): Json[] => (Array.isArray(json[key]) ? (json[key] as Json[]) : []);

/** Returns the model that the experiment names, and its place. */
function modelOf(
  json: Json,
  index: number,
  kind: string,
): { readonly place: number; readonly model: Json } | undefined {
  const place = listAt(json, 'experiment')[index]?.[kind];
  const model = typeof place === 'number' ? listAt(json, kind)[place] : undefined;
  return model && { place: place as number, model };
}

/** Returns the names of images of an experiment, relative to the folder of its file: listed, or by a template with the numbers of its scan. */
export function imagesOf(text: string, index: number): readonly string[] {
  const json = parsed(text);
  const { images, template } = modelOf(json, index, 'imageset')?.model ?? {};
  if (Array.isArray(images)) return images.filter((name): name is string => typeof name === 'string');
  if (typeof template !== 'string') return [];
  const [first, last] = imageRange(json, index) ?? [1, 1];
  if (!/#/.test(template)) return [template];
  return Array.from({ length: last - first + 1 }, (_, i) =>
    template.replace(/#+/, (places) => String(first + i).padStart(places.length, '0')),
  );
}

/** Largest number of images of a scan. */
const MAX_IMAGES = 1e6;

/**
 * Returns the first and last number of the images of a scan.
 *
 * @throws BraggsimError (`data`) for a range that is none
 */
function imageRange(json: Json, index: number): readonly [number, number] | undefined {
  const range = modelOf(json, index, 'scan')?.model.image_range ?? undefined;
  if (range === undefined) return undefined;
  const [first, last] = Array.isArray(range) && range.length === 2 ? (range as readonly unknown[]) : [];
  const isNumber = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
  if (isNumber(first) && isNumber(last) && last >= first && last - first < MAX_IMAGES) return [first, last];
  throw dataError({
    message: `the image_range of the scan is ${JSON.stringify(range)}, and should be the first and the last number of at most ${MAX_IMAGES} images; correct it in the experiment list`,
    expected: 'first and last number of images',
    found: JSON.stringify(range),
    remedy: 'correct it in the experiment list',
  });
}

/** Returns the place of the image of an experiment in a file of several, from 1. */
function frameOf(json: Json, index: number): number {
  const { single_file_indices: places, images, template } = modelOf(json, index, 'imageset')?.model ?? {};
  const [place] = Array.isArray(places) ? (places as readonly unknown[]) : [];
  if (Number.isInteger(place) && (place as number) >= 0) return (place as number) + 1;
  const isOneFile = !Array.isArray(images) && typeof template === 'string' && !template.includes('#');
  return isOneFile ? Math.max(1, imageRange(json, index)?.[0] ?? 1) : 1;
}

/** What an experiment list says about a crystal and its detector besides their geometry. */
export interface ListFacts {
  readonly hallSymbol: string | undefined;
  /** Numbers of unit cells along a, b, c by the size of mosaic domains, and their spread in degrees. */
  readonly domainSizeA?: number;
  readonly mosaicHalfDeg?: number;
  /** Least and largest count that are good. */
  readonly trusted?: readonly [number, number];
  /** File of the static mask. */
  readonly mask?: string;
  readonly gain?: number;
  readonly pedestal?: number;
  /** Place of the image in a file of several, from 1; 1 when absent. */
  readonly frame?: number;
}

/** Reads the facts of one experiment of a list. */
export function listFacts(text: string, index: number): ListFacts {
  const json = parsed(text);
  const crystal = modelOf(json, index, 'crystal')?.model ?? {};
  const [panel] = listAt(modelOf(json, index, 'detector')?.model ?? {}, 'panels');
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
  const trusted = panel?.trusted_range;
  const mask = modelOf(json, index, 'imageset')?.model.mask;
  const frame = frameOf(json, index);
  const facts = {
    frame: frame === 1 ? undefined : frame,
    domainSizeA: number(crystal.ML_domain_size_ang),
    mosaicHalfDeg: number(crystal.ML_half_mosaicity_deg),
    gain: number(panel?.gain),
    pedestal: number(panel?.pedestal),
    // Files from before 2023 write -1 below counts from 0 on.
    trusted: Array.isArray(trusted) ? ([trusted[0] === -1 ? 0 : trusted[0], trusted[1]] as const) : undefined,
    mask: typeof mask === 'string' && mask !== '' ? mask : undefined,
  };
  const hall = crystal.space_group_hall_symbol;
  return {
    hallSymbol: typeof hall === 'string' ? hall : undefined,
    ...(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<ListFacts>),
  };
}

/**
 * Returns the experiment list of a refined shot. One that it was started from keeps every key that was not refined.
 *
 * @param images names of images as the new file shall have them
 * @param metadata of the refined experiment
 */
export function refinedList(
  derived: Derived,
  metadata: ImageMetadata,
  images: readonly string[],
  given?: GivenExperimentList,
  refined: RefinedGeometry = { detector: false, beam: false },
): string {
  const json = given ? startedFrom(given) : withCrystal(parsed(writeExpt(metadata)), images);
  const index = given?.index ?? 0;
  const crystal = modelOf(json, index, 'crystal');
  if (!crystal) throw dataError('the experiment list has no crystal to put the refined one in its place');
  // A file has its own frame, in which it was also refined; a new one has that of DIALS.
  const frame = given ? OWN : dialsFrame(derived.detector);
  for (const axis of ['a', 'b', 'c'] as const) {
    crystal.model[`real_space_${axis}`] = within(frame, vector.scale(derived.crystal[axis], units.toAngstrom(1)));
  }
  delete crystal.model.B_covariance;
  const beam = modelOf(json, index, 'beam');
  if (given && refined.beam && beam) beam.model.wavelength = units.toAngstrom(derived.beam.wavelength);
  const detector = modelOf(json, index, 'detector');
  if (given && refined.detector && detector) placePanels(detector.model, recordingPanels(derived.detector));
  if (given) renameImages(json, index, images);
  return `${JSON.stringify(json, null, 2)}\n`;
}

const OWN: Frame = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

const within = ({ x, y, z }: Frame, v: Vec3): Vec3 => [
  vector.dot(v, x) + 0,
  vector.dot(v, y) + 0,
  vector.dot(v, z) + 0,
];

/** Returns the list with beam and detector of another file where one is given. */
function startedFrom({ text, index, geometry }: GivenExperimentList): Json {
  const json = parsed(text);
  if (geometry === undefined) return json;
  const other = parsed(geometry);
  for (const kind of ['beam', 'detector']) {
    const own = modelOf(json, index, kind);
    const taken = modelOf(other, 0, kind);
    if (own && taken) listAt(json, kind)[own.place] = taken.model;
  }
  return json;
}

function withCrystal(json: Json, images: readonly string[]): Json {
  json.imageset = [
    { __id__: 'ImageSet', images, mask: null, gain: null, pedestal: null, dx: null, dy: null, params: {} },
  ];
  json.crystal = [{ __id__: 'crystal', space_group_hall_symbol: ' P 1' }];
  for (const experiment of listAt(json, 'experiment')) Object.assign(experiment, { crystal: 0, imageset: 0 });
  return json;
}

function renameImages(json: Json, index: number, images: readonly string[]): void {
  const imageset = modelOf(json, index, 'imageset')?.model;
  if (imageset && Array.isArray(imageset.images)) imageset.images = [...images];
}

interface Node {
  readonly axes: Mat3;
  readonly origin: Vec3;
}
const ROOT: Node = { axes: vector.IDENTITY, origin: [0, 0, 0] };

/** Writes panels of the laboratory into the frames of their groups, mm. */
function placePanels(detector: Json, panels: readonly Panel[]): void {
  const parents = new Map<number, Node>();
  const visit = (group: Json, parent: Node): void => {
    const node = nodeOf(group, parent);
    for (const child of listAt(group, 'children')) {
      if (typeof child.panel === 'number') parents.set(child.panel, node);
      else visit(child, node);
    }
  };
  if (detector.hierarchy) visit(detector.hierarchy as Json, ROOT);
  for (const [i, row] of listAt(detector, 'panels').entries()) {
    const panel = panels[i];
    if (!panel) continue;
    const { axes, origin } = parents.get(i) ?? ROOT;
    const inverse = vector.transpose(axes);
    row.fast_axis = vector.transform(inverse, panel.fast);
    row.slow_axis = vector.transform(inverse, panel.slow);
    row.origin = vector.transform(inverse, vector.subtract(vector.scale(panel.origin, units.toMm(1)), origin));
  }
}

function nodeOf(group: Json, parent: Node): Node {
  const local = (key: string) => vector.transform(parent.axes, group[key] as Vec3);
  const [fast, slow] = [local('fast_axis'), local('slow_axis')];
  return {
    axes: vector.fromColumns([fast, slow, vector.cross(fast, slow)]),
    origin: vector.add(local('origin'), parent.origin),
  };
}
