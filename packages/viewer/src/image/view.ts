import type { Point } from './placement';

/** The part of a picture that is seen: `scale` screen pixels for one of the picture, whose point (x, y) is at the corner of the screen. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LARGEST_SCALE = 128;
const SMALLEST_SCALE = 1 / 128;

export const toScreen = ({ scale, x, y }: View, point: Point): Point => [
  (point[0] - x) * scale,
  (point[1] - y) * scale,
];
export const fromScreen = ({ scale, x, y }: View, point: Point): Point => [point[0] / scale + x, point[1] / scale + y];

/** Shows a rectangle of the picture as large as the screen allows, in its middle. */
export function viewOf(rectangle: { readonly from: Point; readonly to: Point }, screen: Size): View {
  const [left, top] = [Math.min(rectangle.from[0], rectangle.to[0]), Math.min(rectangle.from[1], rectangle.to[1])];
  const width = Math.max(Math.abs(rectangle.to[0] - rectangle.from[0]), 1);
  const height = Math.max(Math.abs(rectangle.to[1] - rectangle.from[1]), 1);
  const scale = limited(Math.min(screen.width / width, screen.height / height));
  return {
    scale,
    x: left + width / 2 - screen.width / scale / 2,
    y: top + height / 2 - screen.height / scale / 2,
  };
}

/** Returns the view in which the whole picture fits a screen, in its middle. */
export const fitted = (picture: Size, screen: Size): View =>
  viewOf({ from: [0, 0], to: [picture.width, picture.height] }, screen);

const limited = (scale: number): number => Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, scale));

/** Zooms by a factor; the point of the picture under a point of the screen stays there. */
export function zoomed(view: View, factor: number, at: Point): View {
  const scale = limited(view.scale * factor);
  const [x, y] = fromScreen(view, at);
  return { scale, x: x - at[0] / scale, y: y - at[1] / scale };
}

/** Moves the picture by screen pixels. */
export const panned = (view: View, dx: number, dy: number): View => ({
  ...view,
  x: view.x - dx / view.scale,
  y: view.y - dy / view.scale,
});
