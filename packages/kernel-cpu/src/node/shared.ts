import type { PanelFixed } from '../cpu/band-runner';

/** A copy in memory that threads share, or the array itself if it lies there already. */
export function sharedCopy<T extends Float64Array | Uint8Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const buffer = new SharedArrayBuffer(array.byteLength);
  const copy = array instanceof Float64Array ? new Float64Array(buffer) : new Uint8Array(buffer);
  copy.set(array as never);
  return copy as T;
}

const shared = new WeakMap<PanelFixed, PanelFixed>();

/** A panel whose tables and mask are shared, so that sending it copies nothing. */
export function sharedPanel(panel: PanelFixed): PanelFixed {
  const known = shared.get(panel);
  if (known) return known;
  const structure = Object.fromEntries(Object.entries(panel.structure).map(([name, v]) => [name, sharedCopy(v)]));
  const copy: PanelFixed = { ...panel, structure, ...(panel.mask && { mask: sharedCopy(panel.mask) }) };
  shared.set(panel, copy);
  return copy;
}
