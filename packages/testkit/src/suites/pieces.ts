import { random } from '../random';

/** A run of neighbouring pixels of a row or more: the first one and the one after the last. */
export type Piece = readonly [number, number];

function shuffled<T>(items: readonly T[]): T[] {
  const { below } = random();
  const left = [...items];
  return items.map(() => left.splice(below(left.length), 1)[0] as T);
}

const intervals = (cuts: readonly number[]): Piece[] => cuts.slice(1).map((to, i) => [cuts[i] as number, to]);

/** Ways to take an image [slow, fast] apart, each piece in its turn, out of order. Together they are the image. */
export function piecesOf([slow, fast]: readonly [number, number]): Readonly<Record<string, readonly Piece[]>> {
  const rows = intervals(Array.from({ length: slow + 1 }, (_, row) => row * fast));
  const bands = intervals([0, 7, 8, Math.floor(slow / 3), slow].map((row) => row * fast));
  const columns = intervals([0, 3, 64, 65, fast]);
  const tiles = shuffled(columns.flatMap((column) => bands.map((band) => ({ column, band }))));
  return {
    rows: shuffled(rows),
    'bands of rows': shuffled(bands),
    tiles: tiles.flatMap(({ column: [left, right], band: [from, to] }) =>
      Array.from({ length: (to - from) / fast }, (_, row): Piece => {
        const start = from + row * fast;
        return [start + left, start + right];
      }),
    ),
  };
}
