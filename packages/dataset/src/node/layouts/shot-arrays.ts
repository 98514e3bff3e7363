import { resolveDetector } from '@braggsim/geometry';
import type { Plan } from '../../plan/plan';
import { labelColumns } from '../../shot/label-row';
import { storedFrame } from '../../shot/transform';
import { modelNames, RESONET_GEOMETRY, RESONET_LABELS } from './resonet-labels';
import { pixelLabelsOf } from './stored-shot';
import type { VirtualDataset } from './virtual-hdf5';

/** A dataset of the files of the Resonet layout with one entry for each shot. */
export type ShotArray = Omit<VirtualDataset, 'parts'>;

/** Columns of the labels that the dataset `truth` has: all numbers but the place in a shard. */
export const truthColumns = (plan: Plan): readonly string[] =>
  labelColumns(plan)
    .filter(({ type, name }) => type !== 'text' && name !== 'shard' && name !== 'row')
    .map(({ name }) => name);

/** Lists the datasets of the Resonet layout that have an entry for each shot; none where a plan does not have the layout. */
export function shotArrays(plan: Plan): readonly ShotArray[] {
  const { images, experiment } = plan;
  if (images === 'none' || !images.layouts.includes('resonet')) return [];
  const { pixelsFast, pixelsSlow } = resolveDetector(experiment.detector, experiment).value;
  const frame = storedFrame(images.transform, [pixelsSlow, pixelsFast], 0);
  const { shape } = frame;
  const truth = truthColumns(plan);
  const pdbmap = modelNames(plan);
  return [
    { name: 'images', type: 'uint16', shape, attributes: {} },
    ...(images.also.includes('expected')
      ? [{ name: 'images_mean', type: 'float32', shape, attributes: {} } as const]
      : []),
    ...(images.also.includes('peakMask') ? [{ name: 'peak_mask', type: 'uint8', shape, attributes: {} } as const] : []),
    ...pixelLabelsOf(images, frame).map((label): ShotArray => ({ ...label, type: 'float32', attributes: {} })),
    { name: 'labels', type: 'float32', shape: [RESONET_LABELS.length], attributes: { names: RESONET_LABELS, pdbmap } },
    { name: 'geom', type: 'float32', shape: [RESONET_GEOMETRY.length], attributes: { names: RESONET_GEOMETRY } },
    { name: 'truth', type: 'float64', shape: [truth.length], attributes: { names: truth } },
    { name: 'shot', type: 'int64', shape: [], attributes: {} },
  ];
}
