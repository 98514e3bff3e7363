import { dataError, type Vec3, vector } from '@braggsim/core';
import type { PanelRows } from '@braggsim/core/derived';
import type { Dataset, File, Group } from 'h5wasm';
import type { PlacedPanel } from '../geometry-files/placed-panels';
import { text, vectorOf } from './axis-attributes';
import { axisChain, offsetMm, throughAxes } from './chain';
import { smallValue } from './checked-read';
import { isGroup } from './hdf5';
import { members } from './members';
import { numbersOf } from './numbers';
import { datasetOf, groupPath } from './places';
import { factorFor } from './unit-factors';

/** Relative tolerance for equal edges of pixels. */
const SAME_SIZE = 1e-6;

interface Module {
  readonly name: string;
  readonly group: Group;
}

/** Returns the modules of a detector in the order of their names in the file. */
export function detectorModules(detector: Group | undefined): Module[] {
  if (!detector) return [];
  return members(detector).flatMap((name) => {
    const group = detector.get(name);
    if (!isGroup(group)) return [];
    return name.startsWith('module') || text(group, 'NX_class') === 'NXdetector_module' ? [{ name, group }] : [];
  });
}

/**
 * Returns the position of a module in the lab frame.
 *
 * @param detectorAxis the axis that the module depends on where it names none
 * @throws BraggsimError (`data`) for a module that lacks a size or a direction
 */
export function placedModule(file: File, { group, name }: Module, detectorAxis: string | undefined): PlacedPanel {
  const axis = (which: 'fast' | 'slow') => {
    const dataset = datasetOf(file, group, `${which}_pixel_direction`);
    const direction = dataset && vectorOf(dataset, 'vector');
    if (!dataset || !direction || vector.length(direction) === 0) {
      throw dataError(`${name} of this NeXus file lacks ${which}_pixel_direction`);
    }
    const [size] = numbersOf(dataset, 1) ?? [];
    return { dataset, direction: vector.unit(direction), mm: (size ?? 0) * factorFor(dataset, 'length') };
  };
  const [fast, slow] = [axis('fast'), axis('slow')];
  const [pixelsSlow, pixelsFast] = lastTwo(datasetOf(file, group, 'data_size'));
  if (!pixelsSlow || !pixelsFast || !(fast.mm > 0)) throw dataError(`${name} of this NeXus file lacks data_size`);
  if (!(slow.mm > 0)) throw dataError(`the pixels of ${name} of this NeXus file are ${fast.mm} x ${slow.mm} mm`);
  const first = text(fast.dataset, 'depends_on') ?? detectorAxis;
  const axes = axisChain(file, first, groupPath(fast.dataset));
  const start = { point: offsetMm(fast.dataset), directions: [fast.direction, slow.direction] };
  const { point, directions } = throughAxes(axes, start);
  return {
    name,
    pixelsFast,
    pixelsSlow,
    pixelMm: fast.mm,
    ...(Math.abs(fast.mm - slow.mm) > SAME_SIZE * fast.mm && { pixelSlowMm: slow.mm }),
    originMm: point,
    fast: directions[0] as Vec3,
    slow: directions[1] as Vec3,
    gapsPx: [],
  };
}

/**
 * Returns slow and fast of a size or an origin, without a leading dimension of images or modules.
 *
 * @throws BraggsimError (`data`) for a dataset that declares an unreasonable size
 */
function lastTwo(dataset: Dataset | undefined): readonly number[] {
  const numbers = numbersOf(dataset, 3);
  if (dataset && !numbers) smallValue(dataset);
  return (numbers ?? []).slice(-2);
}

/** Returns the positions of modules in a frame; none where the file does not give them. */
export function moduleRows(file: File, detector: Group | undefined): PanelRows[] {
  const rows: PanelRows[] = [];
  for (const { group } of detectorModules(detector)) {
    const [slow, fast] = lastTwo(datasetOf(file, group, 'data_origin'));
    const [pixelsSlow, pixelsFast] = lastTwo(datasetOf(file, group, 'data_size'));
    if (slow === undefined || fast === undefined || pixelsSlow === undefined || pixelsFast === undefined) return [];
    rows.push({ slow, pixelsSlow, pixelsFast, ...(fast !== 0 && { fast }) });
  }
  return rows;
}
