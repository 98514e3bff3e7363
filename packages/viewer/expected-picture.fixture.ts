import { units, type Vec3, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export type Colour = readonly [red: number, green: number, blue: number];
type Point = readonly [x: number, y: number];

/** Colours of the page that stand for no value: masked pixels, overloads, and where there is no panel. */
export const MASKED: Colour = [70, 84, 120];
export const OVERLOAD: Colour = [220, 20, 60];
export const EMPTY: Colour = [30, 32, 38];

/** What is seen of the page. */
export interface Seen {
  readonly width: number;
  readonly height: number;
  colourAt(x: number, y: number): Colour;
}

/** Takes a screenshot of the picture, with all that is drawn over it. */
export async function seen(page: Page): Promise<Seen> {
  const shot = await page.locator('#stage').screenshot();
  const { width, height, text } = await page.evaluate(async (base64) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${base64}` });
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let bytes = '';
    for (let i = 0; i < data.length; i += 8192) bytes += String.fromCharCode(...data.subarray(i, i + 8192));
    return { width: canvas.width, height: canvas.height, text: btoa(bytes) };
  }, shot.toString('base64'));
  const bytes = Buffer.from(text, 'base64');
  const colourAt = (x: number, y: number): Colour => {
    const at = 4 * (y * width + x);
    return [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number];
  };
  return { width, height, colourAt };
}

/** A panel as it is seen at right angles: where its first corner is in the picture, and the edges of a pixel there. */
export interface SeenPanel {
  readonly corner: Point;
  readonly fast: Point;
  readonly slow: Point;
  readonly size: readonly [fast: number, slow: number];
}

/** A picture that is known. */
export interface Known {
  readonly panels: readonly SeenPanel[];
  /** Pixels of the screen for one of the picture, and the point of the picture in the corner of the screen. */
  readonly view: { readonly scale: number; readonly x: number; readonly y: number };
}

/** A pixel of a panel. */
export interface Place {
  readonly panel: number;
  readonly fast: number;
  readonly slow: number;
}

/** Returns the place of a point of the screen in the plane of a panel, with fractions of pixels. */
function inPlaneOf({ panels, view }: Known, panel: number, x: number, y: number): Place {
  const { corner, fast, slow } = panels[panel] as SeenPanel;
  const [dx, dy] = [x / view.scale + view.x - corner[0], y / view.scale + view.y - corner[1]];
  // Cramer's rule.
  const area = fast[0] * slow[1] - fast[1] * slow[0];
  return { panel, fast: (dx * slow[1] - dy * slow[0]) / area, slow: (fast[0] * dy - fast[1] * dx) / area };
}

/** Finds the place on a panel below a point of the screen; undefined between panels. */
export function placeAt(known: Known, x: number, y: number): Place | undefined {
  for (const [panel, { size }] of known.panels.entries()) {
    const place = inPlaneOf(known, panel, x, y);
    if (place.fast >= 0 && place.slow >= 0 && place.fast < size[0] && place.slow < size[1]) return place;
  }
  return undefined;
}

/** Returns the d-spacing (Å) that places of panels see. */
export function spacingAt({ detector, beam }: ImageMetadata): (place: Place) => number {
  const rows = recordingPanels(detector);
  const wavelength = units.toAngstrom(beam.wavelength);
  return ({ panel, fast, slow }) => {
    const { origin, fast: f, slow: s, pixelSize } = rows[panel] as (typeof rows)[number];
    const along = vector.add(vector.scale(f, fast * pixelSize), vector.scale(s, slow * pixelSize));
    const place: Vec3 = vector.unit(vector.add(origin, along));
    // |d - b| is 2 sin(theta).
    return wavelength / vector.length(vector.subtract(place, detector.beam));
  };
}

/** Pixels of the screen that rings cross, and how many each of them does. */
export interface Crossed {
  readonly marks: Uint8Array;
  readonly counts: readonly number[];
}

/**
 * Finds the pixels of the screen that rings cross: those whose corners lie on both sides of a spacing.
 *
 * @param spacings d-spacings of the rings, Å
 */
export function crossed(
  known: Known,
  { width, height }: Seen,
  metadata: ImageMetadata,
  spacings: readonly number[],
): Crossed {
  const spacingOf = spacingAt(metadata);
  const marks = new Uint8Array(width * height);
  const counts = spacings.map(() => 0);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const middle = placeAt(known, x + 0.5, y + 0.5);
      if (!middle) continue;
      const corners = [0, 1, 2, 3].map((i) => spacingOf(inPlaneOf(known, middle.panel, x + (i & 1), y + (i >> 1))));
      const [least, most] = [Math.min(...corners), Math.max(...corners)];
      for (const [i, d] of spacings.entries()) {
        if (d < least || d >= most) continue;
        marks[y * width + x] = 1;
        counts[i] = (counts[i] ?? 0) + 1;
      }
    }
  return { marks, counts };
}

/** Tells whether a pixel is marked within a distance. */
export function isNear(marks: Uint8Array, { width, height }: Seen, x: number, y: number, distance: number): boolean {
  for (let row = Math.max(0, y - distance); row <= Math.min(height - 1, y + distance); row++)
    for (let column = Math.max(0, x - distance); column <= Math.min(width - 1, x + distance); column++)
      if (marks[row * width + column] !== 0) return true;
  return false;
}

/** Compares what is seen with a picture, pixel by pixel; those that `isLeft` names are left out. */
export function expectPicture(
  picture: Seen,
  colourOf: (x: number, y: number) => Colour,
  isLeft: (x: number, y: number) => boolean = () => false,
): void {
  const wrong: string[] = [];
  let compared = 0;
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      if (isLeft(x, y)) continue;
      compared++;
      const [found, expected] = [picture.colourAt(x, y), colourOf(x, y)];
      if (found.some((value, i) => value !== expected[i])) wrong.push(`${x} ${y}: ${found}, expected ${expected}`);
    }
  expect(wrong.slice(0, 5), `${wrong.length} pixels`).toEqual([]);
  expect(compared).toBeGreaterThan(0.5 * picture.width * picture.height);
}
