import { usageError } from '@braggsim/core';
import type { PixelBounds } from '@braggsim/core/kernel';
import type { ImagePlan, Transform } from '../plan/plan';
import { scratch } from './scratch';

/** Largest value before the square root, which fits 8 bits, and largest value that is stored. */
const BRIGHTEST = 255 ** 2;
const LARGEST = 65535;

/** Edge of a quadrant unless the plan says otherwise. */
const USUAL_EDGE = 512;

/** The part of a raw image that is stored, and what becomes of it. */
export interface StoredFrame {
  /** Shape of the stored image, [slow, fast]. */
  readonly shape: readonly [number, number];
  /** First raw pixel that is stored, along slow and fast. */
  readonly first: readonly [number, number];
  readonly pool: number;
  /** Number of quarter turns, counterclockwise with rows downwards, as `numpy.rot90` has them. */
  readonly turns: 0 | 1 | 2 | 3;
  readonly sqrt: boolean;
  readonly clip: boolean;
}

/** Rounds halves to even, as Python does. */
const roundHalfEven = (x: number): number => {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
};

/** Quarter turns that bring the beam of the quadrants A (before both axes), B, C and D to the first pixel. */
const TURNS = [2, 3, 1, 0] as const;

/**
 * Returns the part of a raw image that is stored.
 *
 * @param shape of the raw image, [slow, fast]
 * @param drawn quadrant that was drawn for the shot
 * @throws BraggsimError (`usage`) for quadrants that do not fit the image
 */
export function storedFrame(
  transform: ImagePlan['transform'],
  shape: readonly [number, number],
  drawn: number,
): StoredFrame {
  if (transform === 'none') return { shape, first: [0, 0], pool: 1, turns: 0, sqrt: false, clip: false };
  const { pool, sqrt } = transform;
  if (transform.quadrant === 'none') {
    const pooled = shape.map((pixels) => Math.floor(pixels / pool)) as [number, number];
    return { shape: pooled, first: [0, 0], pool, turns: 0, sqrt, clip: true };
  }
  const quadrant = transform.quadrant === 'random' ? drawn : transform.quadrant;
  const middle = shape.map((pixels) => roundHalfEven(pixels / 2)) as [number, number];
  const edge = quadrantEdge(transform, shape);
  const [before, left] = [quadrant === 0 || quadrant === 1, quadrant === 0 || quadrant === 2];
  const first = (along: 0 | 1, isBefore: boolean) => middle[along] - (isBefore ? edge * pool : 0);
  return {
    shape: [edge, edge],
    first: [first(0, before), first(1, left)],
    pool,
    turns: TURNS[quadrant as 0 | 1 | 2 | 3],
    sqrt,
    clip: true,
  };
}

/** Returns the edge of the quadrants of an image in stored pixels. */
function quadrantEdge({ size, pool }: Transform, shape: readonly [number, number]): number {
  const fits = Math.min(
    ...shape.map((pixels) =>
      Math.floor(Math.min(roundHalfEven(pixels / 2), pixels - roundHalfEven(pixels / 2)) / pool),
    ),
  );
  const edge = size ?? Math.min(USUAL_EDGE, fits);
  if (edge >= 1 && edge <= fits) return edge;
  throw usageError(
    `images.transform: quadrants of ${edge} pixels of ${pool} x ${pool} do not fit a detector of ${shape[1]} x ${shape[0]} pixels; at most ${fits} do`,
  );
}

/** Returns a frame whose first pixel is counted from that of the pixels that are held. */
export const frameWithin = (frame: StoredFrame, { slow, fast }: PixelBounds): StoredFrame => ({
  ...frame,
  first: [frame.first[0] - slow[0], frame.first[1] - fast[0]],
});

/** Returns the index of the raw pixel at the corner of a stored pixel. */
function rawIndex({ shape, first, pool, turns }: StoredFrame, row: number, column: number, pixelsFast: number): number {
  const [rows, columns] = shape;
  // A quarter turn counterclockwise takes the last column to the first row.
  const [y, x] = [
    [row, column],
    [column, columns - 1 - row],
    [rows - 1 - row, columns - 1 - column],
    [rows - 1 - column, row],
  ][turns] as [number, number];
  return (first[0] + y * pool) * pixelsFast + first[1] + x * pool;
}

/** Puts the largest value, 0 where a pixel is not measured, of the square of raw pixels that each stored pixel covers into an array. */
function pooled<T extends { [index: number]: number }>(
  frame: StoredFrame,
  pixelsFast: number,
  into: T,
  values: ArrayLike<number>,
  measured?: Uint8Array,
): T {
  const [rows, columns] = frame.shape;
  const { pool } = frame;
  const valueAt = (pixel: number): number =>
    measured === undefined || measured[pixel] === 1 ? (values[pixel] as number) : 0;
  // Rows and columns of the stored image are as far apart in the raw one everywhere.
  const first = rawIndex(frame, 0, 0, pixelsFast);
  const [down, across] = [rawIndex(frame, 1, 0, pixelsFast) - first, rawIndex(frame, 0, 1, pixelsFast) - first];
  for (let row = 0; row < rows; row++) {
    let corner = first + row * down;
    for (let column = 0; column < columns; column++, corner += across) {
      let largest = valueAt(corner);
      for (let y = 0; y < pool; y++) {
        const start = corner + y * pixelsFast;
        for (let x = start; x < start + pool; x++) {
          const value = valueAt(x);
          // Unlike a comparison, this keeps what is not a number.
          if (!(value <= largest)) largest = Math.max(largest, value);
        }
      }
      into[row * columns + column] = largest;
    }
  }
  return into;
}

const room = scratch((length) => new Float64Array(length));

/**
 * Makes the stored image of recorded values, as Resonet makes those that it trains with: masked pixels are 0, the largest
 * of each square of pixels is kept, values are limited to 65025, and their square root is rounded down.
 */
export function storedImage(
  values: ArrayLike<number>,
  measured: Uint8Array,
  pixelsFast: number,
  frame: StoredFrame,
): Uint16Array {
  const most = frame.clip ? BRIGHTEST : LARGEST;
  const size = frame.shape[0] * frame.shape[1];
  if (size === values.length && frame.pool === 1 && frame.turns === 0 && !frame.sqrt)
    return limitedImage(values, measured, most);
  const largest = pooled(frame, pixelsFast, room.any(size), values, measured);
  const image = new Uint16Array(size);
  for (let i = 0; i < size; i++) {
    const limited = Math.min(most, Math.max(0, largest[i] as number));
    image[i] = Math.floor(frame.sqrt ? Math.sqrt(limited) : limited);
  }
  return image;
}

/** Makes the stored image where it is the whole of the raw one. */
function limitedImage(values: ArrayLike<number>, measured: Uint8Array, most: number): Uint16Array {
  const image = new Uint16Array(values.length);
  for (let i = 0; i < image.length; i++) {
    const value = values[i] as number;
    // What is not a number is stored as 0, and fractions are left out, by the conversion to whole numbers.
    if (measured[i] === 1 && value > 0) image[i] = Math.min(value, most);
  }
  return image;
}

/** Makes the stored peak mask: the largest value of each square of pixels. */
export const storedMask = (mask: Uint8Array, pixelsFast: number, frame: StoredFrame): Uint8Array =>
  pooled(frame, pixelsFast, new Uint8Array(frame.shape[0] * frame.shape[1]), mask);

/** Makes the stored image of expected photons, without limits and without a square root. */
export const storedPhotons = (photons: Float32Array, pixelsFast: number, frame: StoredFrame): Float32Array =>
  pooled(frame, pixelsFast, new Float32Array(frame.shape[0] * frame.shape[1]), photons);

/**
 * Makes the stored planes of a label of pixels, [plane, slow, fast]: those of the pixel with the most photons of each square, so that
 * indices stay those of a reflection.
 *
 * @param planes of the raw image, one after the other
 * @param weights photons of Bragg scattering of the raw image
 */
export function storedLabel(
  planes: Float32Array,
  weights: Float32Array,
  pixelsFast: number,
  frame: StoredFrame,
): Float32Array {
  const [rows, columns] = frame.shape;
  const { pool } = frame;
  const count = planes.length / weights.length;
  const stored = new Float32Array(count * rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const corner = rawIndex(frame, row, column, pixelsFast);
      let brightest = corner;
      for (let i = 1; i < pool ** 2; i++) {
        const pixel = corner + Math.floor(i / pool) * pixelsFast + (i % pool);
        if ((weights[pixel] as number) > (weights[brightest] as number)) brightest = pixel;
      }
      for (let plane = 0; plane < count; plane++) {
        stored[(plane * rows + row) * columns + column] = planes[plane * weights.length + brightest] as number;
      }
    }
  }
  return stored;
}

/** Returns the place (px) of a point of the raw image in the stored one. */
export function storedPlace(
  { shape: [rows, columns], first, pool, turns }: StoredFrame,
  [fast, slow]: readonly [number, number],
): readonly [number, number] {
  const x = (fast - first[1]) / pool;
  const y = (slow - first[0]) / pool;
  if (turns === 0) return [x, y];
  if (turns === 1) return [y, columns - x];
  return turns === 2 ? [columns - x, rows - y] : [rows - y, x];
}
