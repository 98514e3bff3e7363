import type { ImageAngles, LinkedImages } from '@braggsim/core/derived';
import type { File } from 'h5wasm';
import type { FileExperiment, FileMetadata } from '../described';
import { sectionOf } from '../geometry-files/placed-panels';
import { beamSection } from './beam';
import { checkDeclared, smallValue } from './checked-read';
import { sampleRotation } from './goniometer';
import { type Hdf5, withHdf5 } from './hdf5';
import { instrumentOf, maskingRules } from './instrument';
import { linkedStacks } from './linked-files';
import { fileMask, maskWarnings } from './mask';
import { detectorModules, moduleRows, placedModule } from './modules';
import { missingNeighbours } from './neighbours';
import { numbersOf } from './numbers';
import { datasetOf, type NexusPlaces, nexusPlaces } from './places';
import { plainPanel } from './plain-detector';
import { contentOf, findStack, type NxmxReading } from './reader';
import { checkSources } from './virtual-sources';

/** Reads the panels of a file: its modules, or else a single panel from the distance and beam centre. */
function panelsOf(file: File, places: NexusPlaces, shape: readonly number[] | undefined) {
  const depends = datasetOf(file, places.detector, 'depends_on');
  const axis = depends && smallValue(depends);
  const detectorAxis = typeof axis === 'string' ? axis : undefined;
  const modules = detectorModules(places.detector).map((module) => placedModule(file, module, detectorAxis));
  return modules.length > 0 ? modules : [plainPanel(file, places, shape) ?? []].flat();
}

/** Tolerance of angles for rounding, in degrees. */
const ROUNDING_DEG = 1e-9;

/**
 * Tells whether images have the same width and follow each other without gaps, so that start and width of the first describe
 * all.
 */
function isRegular({ startsDeg, widthsDeg }: ImageAngles): boolean {
  const [start = 0] = startsDeg;
  const [width = 0] = widthsDeg;
  const same = (a: number, b: number) => Math.abs(a - b) <= ROUNDING_DEG;
  return startsDeg.every((angle, i) => same(angle, start + i * width)) && widthsDeg.every((own) => same(own, width));
}

/** Returns the size, [slow, fast], of frames in other files. */
function linkedShape(file: File, { detector }: NexusPlaces): readonly [number, number] | undefined {
  const size = (axis: string) =>
    numbersOf(datasetOf(file, detector, `detectorSpecific/${axis}_pixels_in_detector`), 1)?.[0];
  const [fast, slow] = [size('x'), size('y')];
  if (fast && slow) return [slow, fast];
  const rows = moduleRows(file, detector);
  if (rows.length === 0) return undefined;
  const last = (end: (row: (typeof rows)[number]) => number) => Math.max(...rows.map(end));
  return [
    last(({ slow: first, pixelsSlow }) => first + pixelsSlow),
    last(({ fast: left = 0, pixelsFast }) => left + pixelsFast),
  ];
}

/**
 * Reads geometry, beam, scan, instrument and number of images of a NeXus file. Its frame becomes the lab frame. The
 * images of a master file are in the data files that it links to.
 *
 * @throws BraggsimError (`data`) when the file has no images or an invalid detector
 */
export function nxmxFacts(hdf5: Hdf5, bytes: Uint8Array, options: NxmxReading = {}): FileMetadata {
  return withHdf5(hdf5, contentOf(bytes, options), (file) => factsOf(file, options), options.neighbours);
}

function factsOf(file: File, { dataset }: NxmxReading): FileMetadata {
  const stacks = dataset === undefined ? linkedStacks(file) : [];
  const stack = stacks.length > 0 ? undefined : findStack(file, dataset);
  if (stack) checkDeclared(stack);
  if (stack) checkSources(file, stack);
  const places = nexusPlaces(file);
  const [images = 0, slow = 0, fast = 0] = stack?.shape ?? [];
  const shape = stack ? ([slow, fast] as const) : linkedShape(file, places);
  const panels = panelsOf(file, places, stack && shape);
  const { spindle, angles, widthsKnown, goniometer, warnings } = sampleRotation(file, places, images);
  const across = panels[0]?.fast ?? ([-1, 0, 0] as const);
  const lab = { beam: [0, 0, 1], polarization: [-1, 0, 0], spindle, across } as const;
  const beam = beamSection(file, places);
  const [startDeg] = angles?.startsDeg ?? [];
  const [widthDeg] = angles?.widthsDeg ?? [];
  const experiment: FileExperiment = {
    ...(panels.length > 0 && { detector: sectionOf(panels, lab) }),
    ...(Object.keys(beam).length > 0 && { beam }),
    scan: {
      ...(startDeg !== undefined && { startDeg }),
      ...(widthDeg !== undefined && (widthsKnown || images > 1) && { widthDeg }),
    },
  };
  // The mask of images within the file is read with them.
  const mask = !shape
    ? { mask: undefined, warnings: [] }
    : stack
      ? { mask: undefined, warnings: maskWarnings(file, places, shape) }
      : fileMask(file, places, shape);
  const rules = maskingRules(file, places);
  const linked: LinkedImages | undefined =
    stacks.length === 0
      ? undefined
      : { stacks, panels: moduleRows(file, places.detector), ...(mask.mask && { mask: mask.mask }), rules };
  const instrument = instrumentOf(file, places);
  const neighbours = missingNeighbours(file);
  const allWarnings = [...warnings, ...mask.warnings];
  return {
    images,
    ...(linked && { linked }),
    ...(neighbours.length > 0 && { neighbours }),
    experiment,
    ...(rules.saturation !== undefined && { saturation: rules.saturation }),
    ...(rules.underload !== undefined && { underload: rules.underload }),
    ...(angles && !isRegular(angles) && { angles }),
    ...(goniometer && { goniometer }),
    ...(instrument && { instrument }),
    ...(allWarnings.length > 0 && { warnings: allWarnings }),
  };
}
