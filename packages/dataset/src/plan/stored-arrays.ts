import type { Warning } from '@braggsim/core';
import type { ImagePlan, LayoutName, Plan } from './plan';

/** Layouts that store further arrays beside the images; that of NXmx has raw images alone. */
const WITH_ARRAYS: ReadonlySet<LayoutName> = new Set(['resonet', 'zarr']);

const storesArrays = ({ layouts }: ImagePlan): boolean => layouts.some((layout) => WITH_ARRAYS.has(layout));

/** Warns of further arrays of a plan that none of its layouts stores. */
export function unstoredArrays({ images }: Plan): readonly Warning[] {
  if (images === 'none' || images.also.length === 0 || storesArrays(images)) return [];
  const message = `images.also: the layout ${images.layouts.join(', ')} does not store ${images.also.join(', ')}, which 'dataset run' leaves out and 'dataset stream' alone has; add ${[...WITH_ARRAYS].join(' or ')} to images.layout`;
  return [{ id: 'arrays-not-stored', message }];
}

/** Returns the plan without further arrays where none of its layouts stores them. */
export const withStoredArrays = (plan: Plan): Plan =>
  plan.images === 'none' || storesArrays(plan.images) ? plan : { ...plan, images: { ...plan.images, also: [] } };
