import { backgroundOf } from './normal-equations';
import type { RefinedShot } from './refined-shot';

/** Spots that a picture shows. */
const MAX_SPOTS = 48;
/** Edge of a pixel of the image in the picture, px. */
const ZOOM = 4;
const GAP = 4;
const CAPTION = 12;
const COLUMNS = 6;
/** Residual in standard deviations that is shown in the strongest colour. */
const LARGEST_RESIDUAL = 5;

/** A picture of red, green and blue bytes, [row, column, colour]. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * Draws data, model and residuals (y - mu)/sqrt(V) of the strongest boxes, in rows, with their Miller indices and sigmaZ. Data and
 * model share a scale from 0 to the brightest of both; residuals go from blue (-5) over white to red (5).
 */
export function residualPicture(shot: RefinedShot): RgbPicture {
  const { pixels, half } = shot;
  const edge = 2 * half + 1;
  const shown = strongest(shot);
  const tile = { width: 3 * edge * ZOOM + 2 * GAP, height: edge * ZOOM + CAPTION };
  const columns = Math.max(1, Math.min(COLUMNS, shown.length));
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const width = columns * (tile.width + 2 * GAP);
  const height = rows * (tile.height + 2 * GAP);
  const rgb = new Uint8Array(3 * width * height).fill(255);
  const background = backgroundOf(pixels, shot.background);
  const places = new Map(shown.map((box, place) => [box, place]));
  const brightest = shown.map((box) => peakOf(shot, background, box));
  const paint = (left: number, top: number, colour: readonly [number, number, number]): void => {
    for (let y = 0; y < ZOOM; y++) {
      for (let x = 0; x < ZOOM; x++) rgb.set(colour, 3 * ((top + y) * width + left + x));
    }
  };
  for (let p = 0; p < pixels.count; p++) {
    const box = pixels.box[p] as number;
    const place = places.get(box);
    if (place === undefined) continue;
    const [fast, slow] = pixels.boxes[box]?.centre ?? [0, 0];
    const [column, row] = [(pixels.fast[p] as number) - fast + half, (pixels.slow[p] as number) - slow + half];
    const left = (place % columns) * (tile.width + 2 * GAP) + GAP;
    const top = Math.floor(place / columns) * (tile.height + 2 * GAP) + GAP + CAPTION + row * ZOOM;
    const below = background[p] as number;
    const expected = Math.max(1e-3, below + (shot.modelPhotons[pixels.index[p] as number] as number));
    const measured = pixels.photons[p] as number;
    const residual = (measured - expected) / Math.sqrt(expected + pixels.readoutVariance);
    const at = (part: number) => left + part * (edge * ZOOM + GAP) + column * ZOOM;
    paint(at(0), top, grey(measured / (brightest[place] as number)));
    paint(at(1), top, grey(expected / (brightest[place] as number)));
    paint(at(2), top, diverging(residual / LARGEST_RESIDUAL));
  }
  for (const [place, box] of shown.entries()) {
    const left = (place % columns) * (tile.width + 2 * GAP) + GAP;
    const top = Math.floor(place / columns) * (tile.height + 2 * GAP) + GAP;
    write(rgb, width, left, top + 2, captionOf(shot, box), Math.floor(tile.width / GLYPH_STEP));
  }
  return { width, height, rgb };
}

function strongest({ pixels, modelPhotons }: RefinedShot): number[] {
  const sums = new Float64Array(pixels.boxes.length);
  for (let p = 0; p < pixels.count; p++) {
    const box = pixels.box[p] as number;
    sums[box] = (sums[box] as number) + (modelPhotons[pixels.index[p] as number] as number);
  }
  return [...sums.keys()].sort((one, other) => (sums[other] as number) - (sums[one] as number)).slice(0, MAX_SPOTS);
}

function peakOf({ pixels, modelPhotons }: RefinedShot, background: Float64Array, box: number): number {
  let peak = 1;
  for (let p = 0; p < pixels.count; p++) {
    if (pixels.box[p] !== box) continue;
    const modelled = (background[p] as number) + (modelPhotons[pixels.index[p] as number] as number);
    peak = Math.max(peak, modelled, pixels.photons[p] as number);
  }
  return peak;
}

const byte = (part: number): number => Math.round(255 * Math.min(1, Math.max(0, part)));

/** Returns a grey, dark where there is much, on a scale of square roots. */
function grey(part: number): [number, number, number] {
  const level = byte(1 - Math.sqrt(Math.max(0, part)));
  return [level, level, level];
}

const diverging = (part: number): [number, number, number] =>
  part > 0 ? [255, byte(1 - part), byte(1 - part)] : [byte(1 + part), byte(1 + part), 255];

function captionOf({ pixels, boxSigmaZ }: RefinedShot, box: number): string {
  const indices = pixels.boxes[box]?.hkl;
  const [fast, slow] = pixels.boxes[box]?.centre ?? [0, 0];
  const name = indices ? indices.join(' ') : `${fast},${slow}`;
  return `${name}  ${(boxSigmaZ[box] as number).toFixed(2)}`;
}

/** Digits and signs of 3 x 5 pixels, row by row. */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': '111101101101111',
  '1': '010110010010111',
  '2': '111001111100111',
  '3': '111001111001111',
  '4': '101101111001001',
  '5': '111100111001111',
  '6': '111100111101111',
  '7': '111001001001001',
  '8': '111101111101111',
  '9': '111101111001111',
  '-': '000000111000000',
  '.': '000000000000010',
  ',': '000000000010100',
};
const GLYPH_STEP = 4;

function write(rgb: Uint8Array, width: number, left: number, top: number, text: string, most: number): void {
  for (const [i, letter] of [...text.slice(0, most)].entries()) {
    const glyph = GLYPHS[letter];
    if (!glyph) continue;
    for (const [k, bit] of [...glyph].entries()) {
      if (bit === '1') rgb.set([60, 60, 60], 3 * ((top + Math.floor(k / 3)) * width + left + i * GLYPH_STEP + (k % 3)));
    }
  }
}
