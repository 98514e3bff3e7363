type Colour = readonly [red: number, green: number, blue: number];

const hex = (text: string): Colour[] =>
  text
    .split(' ')
    .map((word) => [0, 2, 4].map((at) => Number.parseInt(word.slice(at, at + 2), 16)) as unknown as Colour);

/** Colours at equal distances, between which maps are linear. Viridis and magma are those of matplotlib (CC0). */
const STOPS = {
  'grey inverted': hex('ffffff 000000'),
  grey: hex('000000 ffffff'),
  viridis: hex('440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725'),
  magma: hex('000004 180f3d 440f76 721f81 9e2f7f cd4071 f1605d fd9668 feca8d fcfdbf'),
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
