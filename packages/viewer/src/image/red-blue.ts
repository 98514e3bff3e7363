import { render, type Shading } from './render';
import type { ShownImage } from './shown-image';
import type { Size, View } from './view';

/**
 * Draws a reference into a grey picture of an image, so that what only the image has is red, what only the reference has is blue, and what both
 * have is black.
 *
 * @param target words of `ImageData` with the image in inverted greys
 */
export function overlayColours(
  target: Uint32Array,
  screen: Size,
  reference: ShownImage,
  view: View,
  shading: Shading,
): void {
  const other = new Uint32Array(target.length);
  render(other, screen, reference, view, shading);
  const [image, second] = [new Uint8Array(target.buffer), new Uint8Array(other.buffer)];
  for (let i = 0; i < image.length; i += 4) {
    const [own, theirs] = [image[i] as number, second[i] as number];
    if (target[i / 4] === shading.empty || target[i / 4] === shading.masked || target[i / 4] === shading.overload)
      continue;
    // Ink of the image takes green and blue away, ink of the reference red and green.
    image[i] = theirs;
    image[i + 1] = Math.min(own, theirs);
    image[i + 2] = own;
  }
}
