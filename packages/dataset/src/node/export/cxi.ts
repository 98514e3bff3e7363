import { openHdf5 } from '../layouts/hdf5-file';
import type { ExportedShot } from './exported-shots';

const GZIP = { gzip: 1 } as const;

/**
 * Writes a file that CrystFEL and Cheetah read: raw images in `/entry_1/data_1/data`, and the strong spots of each, padded with zeros, in
 * `/entry_1/result_1` (`indexamajig --peaks=cxi`). Positions are those of CXI: pixel numbers, the middle of the first pixel being 0.
 */
export async function writeCxi(
  shots: AsyncIterable<ExportedShot>,
  path: string,
): Promise<{ readonly frames: number; readonly peaks: number }> {
  const file = await openHdf5(path);
  for (const group of ['entry_1', 'entry_1/data_1', 'entry_1/result_1']) file.group(group);
  const lists: (readonly { readonly fast: number; readonly slow: number; readonly photons: number }[])[] = [];
  const numbers: number[] = [];
  for await (const { values, shape, spots, shot } of shots) {
    file.append('entry_1/data_1/data', Float32Array.from(values as ArrayLike<number>), shape, GZIP);
    lists.push(spots);
    numbers.push(shot);
  }
  const width = Math.max(1, ...lists.map(({ length }) => length));
  const padded = (of: (spot: (typeof lists)[number][number]) => number): Float32Array => {
    const table = new Float32Array(lists.length * width);
    for (const [i, spots] of lists.entries()) for (const [j, spot] of spots.entries()) table[i * width + j] = of(spot);
    return table;
  };
  const result = 'entry_1/result_1';
  const shape = [lists.length, width];
  file.put(
    `${result}/nPeaks`,
    Int32Array.from(lists, ({ length }) => length),
    [lists.length],
  );
  file.put(
    `${result}/peakXPosRaw`,
    padded(({ fast }) => fast - 0.5),
    shape,
  );
  file.put(
    `${result}/peakYPosRaw`,
    padded(({ slow }) => slow - 0.5),
    shape,
  );
  file.put(
    `${result}/peakTotalIntensity`,
    padded(({ photons }) => photons),
    shape,
  );
  file.put('entry_1/shot', BigInt64Array.from(numbers, BigInt), [numbers.length]);
  file.close();
  return { frames: lists.length, peaks: lists.reduce((sum, { length }) => sum + length, 0) };
}
