type Colour = readonly [red: number, green: number, blue: number];

const hex = (text: string): Colour[] =>
  text
    .split(' ')
    .map((word) => [0, 2, 4].map((at) => Number.parseInt(word.slice(at, at + 2), 16)) as unknown as Colour);

/** Colours at equal distances, between which maps are linear. Viridis and magma are every 15th of the 256 colours of matplotlib (CC0). */
const STOPS = {
  'grey inverted': hex('ffffff 000000'),
  grey: hex('000000 ffffff'),
  viridis: hex(
    '440154 481769 472a7a 433d84 3d4e8a 355e8d 2e6d8e 297b8e 23898e 1f978b 21a585 2eb37c 46c06f 65cb5e 89d548 b0dd2f d8e219 fde725',
  ),
  magma: hex(
    '000004 090720 1a1042 311165 4a1079 621980 792282 912b81 aa337d c23b75 d9466b ec5860 f7725c fc8e64 feaa74 fec68a fde2a3 fcfdbf',
  ),
  heat: hex('000000 8b0000 ff3000 ffa000 ffff00 ffffff'),
  'blue-red': hex('2a52be 9db8f0 ffffff f0a59d be2a2a'),
} as const;

export type ColourMap = keyof typeof STOPS;

/** Names of the colour maps, the default first. */
export const COLOUR_MAPS = Object.keys(STOPS) as readonly ColourMap[];

/** Number of colours of a table. */
export const COLOURS = 256;

/** Makes a colour as a word of `ImageData` on machines of either order of bytes. */
export function colourWord([red, green, blue]: Colour): number {
  const bytes = Uint8Array.of(Math.round(red), Math.round(green), Math.round(blue), 255);
  return new Uint32Array(bytes.buffer)[0] as number;
}

/** Returns the colours of a map from the lowest to the highest value as words of `ImageData`. */
export function colourTable(map: ColourMap): Uint32Array {
  const stops = STOPS[map];
  return Uint32Array.from({ length: COLOURS }, (_, i) => {
    const at = (i / (COLOURS - 1)) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    const [low, high] = [stops[below] as Colour, stops[below + 1] as Colour];
    const mixed = low.map((value, c) => value + (at - below) * ((high[c] as number) - value));
    return colourWord(mixed as unknown as Colour);
  });
}

/** Returns a gradient of CSS with the colours of a map. */
export const gradientOf = (map: ColourMap): string =>
  `linear-gradient(to right, ${STOPS[map].map((colour) => `rgb(${colour.join(' ')})`).join(', ')})`;
