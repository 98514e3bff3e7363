import { random } from '../random';

/** Consecutive pixels of one or more rows: the index of the first and the index after the last. */
export type Chunk = readonly [number, number];

function shuffled<T>(items: readonly T[]): T[] {
  const { below } = random();
  const left = [...items];
  return items.map(() => left.splice(below(left.length), 1)[0] as T);
}

const intervals = (edges: readonly number[]): Chunk[] => edges.slice(1).map((to, i) => [edges[i] as number, to]);

/** Divides an image [slow, fast] into chunks in several ways, by name. The chunks of each cover the image, in random order. */
export function chunksOf([slow, fast]: readonly [number, number]): Readonly<Record<string, readonly Chunk[]>> {
  const rows = intervals(Array.from({ length: slow + 1 }, (_, row) => row * fast));
  const bands = intervals([0, 7, 8, Math.floor(slow / 3), slow].map((row) => row * fast));
  const columns = intervals([0, 3, 64, 65, fast]);
  const tiles = shuffled(columns.flatMap((column) => bands.map((band) => ({ column, band }))));
  return {
    rows: shuffled(rows),
    'bands of rows': shuffled(bands),
    tiles: tiles.flatMap(({ column: [left, right], band: [from, to] }) =>
      Array.from({ length: (to - from) / fast }, (_, row): Chunk => {
        const start = from + row * fast;
        return [start + left, start + right];
      }),
    ),
  };
}
