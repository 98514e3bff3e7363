import { value as shownValue } from '../app/numbers';
import { pixelAt } from '../image/placement';
import { type ShownImage, valueAt } from '../image/shown-image';
import { fromScreen, type Size, toScreen, type View } from '../image/view';

/** Size of a pixel, CSS pixels, from which its value is written into it. */
const SMALLEST_PX = 36;

/** Writes the values into pixels that are large enough. @param ratio pixels of the canvas for one of CSS */
export function drawPixelValues(
  context: CanvasRenderingContext2D,
  screen: Size,
  image: ShownImage,
  view: View,
  ratio: number,
): void {
  if (view.scale < SMALLEST_PX * ratio) return;
  const [left, top] = fromScreen(view, [0, 0]).map(Math.floor) as [number, number];
  const [right, bottom] = fromScreen(view, [screen.width, screen.height]);
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 3 * ratio;
  context.lineJoin = 'round';
  context.strokeStyle = '#fffd';
  context.fillStyle = '#111';
  for (let y = Math.max(top, 0); y < Math.min(bottom, image.height); y++)
    for (let x = Math.max(left, 0); x < Math.min(right, image.width); x++) {
      const found = pixelAt(image.panels, [x + 0.5, y + 0.5]);
      if (!found) continue;
      const at = toScreen(view, [x + 0.5, y + 0.5]);
      const text = shownValue(Number(valueAt(image, found).toPrecision(4)));
      context.strokeText(text, ...at, view.scale - 2 * ratio);
      context.fillText(text, ...at, view.scale - 2 * ratio);
    }
}
