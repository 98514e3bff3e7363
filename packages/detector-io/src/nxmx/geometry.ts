import { dataError, units, type Vec3, vector } from '@braggsim/core';
import type { File, Group } from 'h5wasm';
import { checkLimit } from '../bytes';
import type { FileExperiment, FileFacts } from '../described';
import { type PlacedPanel, sectionOf } from '../geometry-files/placed-panels';
import { LONGEST_CHAIN, text, vectorOf } from './axis-attributes';
import { type Hdf5, isDataset, isGroup, withHdf5 } from './hdf5';
import { linkedStacks } from './linked-files';
import { numbersOf } from './numbers';
import { plainPanel } from './plain-detector';
import { findImages, modulesOf, type NxmxReading } from './reader';
import { scanAxis, scanOf } from './scan-axis';

const MM: Readonly<Record<string, number>> = { m: 1000, mm: 1, cm: 10, um: 1e-3, µm: 1e-3 };

const inMm = (value: number, unit: string | undefined): number => {
  const factor = MM[unit ?? ''];
  if (factor !== undefined) return value * factor;
  throw dataError(
    `a length of this NeXus file is in '${unit ?? 'nothing'}'; ${Object.keys(MM).join(', ')} can be read`,
  );
};

/** A point or direction carried through the axes that a dataset depends on, up to the lab. */
function throughChain(file: File, first: string | undefined, start: { point: Vec3; directions: readonly Vec3[] }) {
  let { point, directions } = start;
  let path = first;
  for (let step = 0; path !== undefined && path !== '.'; step++) {
    const axis = file.get(path);
    if (!isDataset(axis) || step > LONGEST_CHAIN)
      throw dataError(`'${path}', on which the detector depends, is missing or depends on itself`);
    const [value = 0] = numbersOf(axis, 1) ?? [];
    const along = vectorOf(axis, 'vector') ?? [0, 0, 0];
    if (text(axis, 'transformation_type') === 'rotation') {
      const angle = units.fromDegrees(value);
      point = vector.rotateAbout(point, along, angle);
      directions = directions.map((direction) => vector.rotateAbout(direction, along, angle));
    } else point = vector.add(point, vector.scale(along, inMm(value, text(axis, 'units'))));
    const offset = vectorOf(axis, 'offset');
    if (offset)
      point = vector.add(point, vector.scale(offset, inMm(1, text(axis, 'offset_units') ?? text(axis, 'units'))));
    path = text(axis, 'depends_on');
  }
  return { point, directions };
}

function placedModule(file: File, module: Group, name: string): PlacedPanel {
  const axis = (which: 'fast' | 'slow') => {
    const dataset = module.get(`${which}_pixel_direction`);
    const direction = isDataset(dataset) ? vectorOf(dataset, 'vector') : undefined;
    if (!isDataset(dataset) || !direction) throw dataError(`${name} of this NeXus file lacks ${which}_pixel_direction`);
    return { dataset, direction: vector.unit(direction) };
  };
  const [fast, slow] = [axis('fast'), axis('slow')];
  const [pixelsSlow, pixelsFast] = numbersOf(module.get('data_size'), 2) ?? [];
  const [pixel] = numbersOf(fast.dataset, 1) ?? [];
  if (!pixelsSlow || !pixelsFast || pixel === undefined) throw dataError(`${name} of this NeXus file lacks data_size`);
  const start = { point: [0, 0, 0] as Vec3, directions: [fast.direction, slow.direction] };
  const { point, directions } = throughChain(file, text(fast.dataset, 'depends_on'), start);
  return {
    name,
    pixelsFast,
    pixelsSlow,
    pixelMm: inMm(pixel, text(fast.dataset, 'units')),
    originMm: point,
    fast: directions[0] as Vec3,
    slow: directions[1] as Vec3,
    gapsPx: [],
  };
}

/**
 * Geometry, wavelength, scan and number of images of a NeXus file, with its frame as the lab frame. A master file has its
 * images in the data files that it links to.
 *
 * @throws BraggsimError (`data`) when it has no images, or a detector that makes no sense
 */
export function nxmxFacts(hdf5: Hdf5, bytes: Uint8Array, options: NxmxReading = {}): FileFacts {
  checkLimit(bytes, 'HDF5', options);
  return withHdf5(hdf5, bytes, (file) => {
    const stacks = options.dataset === undefined ? linkedStacks(file) : [];
    const shape = stacks.length > 0 ? undefined : (findImages(file, options.dataset).shape ?? undefined);
    const detector = file.get('/entry/instrument/detector');
    const names = isGroup(detector) ? detector.keys().filter((name) => name.startsWith('module')) : [];
    const modules = names.flatMap((name) => {
      const module = isGroup(detector) ? detector.get(name) : null;
      return isGroup(module) ? [placedModule(file, module, name)] : [];
    });
    const panels = modules.length > 0 ? modules : [plainPanel(file, shape?.slice(1)) ?? []].flat();
    const { axis, spindle } = scanAxis(file);
    const across = panels[0]?.fast ?? ([-1, 0, 0] as const);
    const lab = { beam: [0, 0, 1], polarization: [-1, 0, 0], spindle, across } as const;
    const wavelengthA = wavelengthOf(file.get('/entry/instrument/beam/incident_wavelength'));
    const experiment: FileExperiment = {
      ...(panels.length > 0 && { detector: sectionOf(panels, lab) }),
      ...(wavelengthA && { beam: { wavelengthA } }),
      scan: scanOf(file, axis),
    };
    const [saturation] = numbersOf(file.get('/entry/instrument/detector/saturation_value'), 1) ?? [];
    return {
      images: shape?.[0] ?? 0,
      ...(stacks.length > 0 && { linked: { stacks, panels: modulesOf(file) } }),
      experiment,
      ...(saturation && { saturation }),
    };
  });
}

/** By names of units in lower case. */
const ANGSTROM: Readonly<Record<string, number>> = {
  ...{ angstrom: 1, angstroms: 1, ångström: 1, ang: 1, a: 1, å: 1 },
  ...{ nm: 10, pm: 0.01, m: 1e10 },
};

/** In A; files that name no unit mean A. In a unit that is not known it says nothing, and the pixels can still be read. */
function wavelengthOf(dataset: unknown): number | undefined {
  const [value] = numbersOf(dataset, 1) ?? [];
  if (value === undefined || !isDataset(dataset)) return undefined;
  const unit = (text(dataset, 'units') ?? 'angstrom').toLowerCase();
  const factor = Object.hasOwn(ANGSTROM, unit) ? ANGSTROM[unit] : undefined;
  return factor === undefined ? undefined : value * factor;
}
