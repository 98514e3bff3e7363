import { sharedCopy } from '@braggsim/core/node';
import type { PanelFixed } from '../cpu/band-runner';

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
