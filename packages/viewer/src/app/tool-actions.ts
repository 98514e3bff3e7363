import type { Point } from '../image/placement';
import { viewOf } from '../image/view';
import type { Tool } from '../state/settings';
import type { App } from './model';

/** Number of points that tools take; a polygon takes more until it is closed by a point near the first. */
const POINTS: Readonly<Record<Tool, number>> = {
  pan: 0,
  'zoom box': 2,
  distance: 2,
  'line profile': 2,
  box: 2,
  circle: 2,
  polygon: Number.POSITIVE_INFINITY,
};

export const takesPoints = (tool: Tool): boolean => POINTS[tool] > 0;

/** Gives a tool another point. A complete tool starts anew. */
export function addPoint({ settings, session }: App, point: Point): void {
  const { tool, points } = settings.get();
  if (!takesPoints(tool)) return;
  const next = points.length >= POINTS[tool] ? [point] : [...points, point];
  const [first, second] = next;
  if (tool === 'zoom box' && first && second) {
    settings.set({ view: viewOf({ from: first, to: second }, session.get().screen), points: [], tool: 'pan' });
  } else settings.set({ points: next });
}

/** Moves the last point of a tool, while the mouse is dragged. */
export function movePoint({ settings }: App, point: Point): void {
  const { points } = settings.get();
  settings.set({ points: [...points.slice(0, -1), point] });
}
