import { openHdf5 } from '../layouts/hdf5-file';
import type { ExportedShot, ExportedSpot } from './exported-shots';

/** Half of the edge of the patch of pixels in which a peak has to be alone, and within which its brightest pixel is looked for. */
const PATCH = 7;
const NEAR = 3;
const GZIP = { gzip: 1 } as const;

/** Returns the distance (px) of the middle of the brightest pixel near a spot from its centroid. */
function deviationOf({ fast, slow }: ExportedSpot, { values, shape: [rows, columns] }: ExportedShot): number {
  let [least, largest] = [0, Number.NEGATIVE_INFINITY];
  const within = (at: number, end: number) => Math.min(end - 1, Math.max(0, Math.floor(at)));
  const [column, row] = [within(fast, columns), within(slow, rows)];
  for (let y = Math.max(0, row - NEAR); y <= Math.min(rows - 1, row + NEAR); y++) {
    for (let x = Math.max(0, column - NEAR); x <= Math.min(columns - 1, column + NEAR); x++) {
      const value = Number(values[y * columns + x]);
      const distance = Math.sqrt((x + 0.5 - fast) ** 2 + (y + 0.5 - slow) ** 2);
      if (value < largest || (value === largest && distance >= least)) continue;
      [least, largest] = [distance, value];
    }
  }
  return least;
}

/** Returns the number of spots within the patch of a spot, itself included. */
const neighboursOf = ({ fast, slow }: ExportedSpot, spots: readonly ExportedSpot[]): number =>
  spots.filter((other) => Math.abs(other.fast - fast) <= PATCH && Math.abs(other.slow - slow) <= PATCH).length;

/**
 * Writes the files that the loader of BraggNN reads: `frames` (n, slow, fast) float32, and the peaks of all frames as `peak_fidx`, `peak_row`,
 * `peak_col` (px from the edges of the first pixel), `npeaks` (peaks within the patch of 15 x 15 pixels about each) and `deviations` (px from
 * the brightest pixel to the centroid).
 */
export async function writeBraggNn(
  shots: AsyncIterable<ExportedShot>,
  framesPath: string,
  peaksPath: string,
): Promise<{ readonly frames: number; readonly peaks: number }> {
  const frames = await openHdf5(framesPath);
  const columns = {
    peak_fidx: [] as number[],
    peak_row: [] as number[],
    peak_col: [] as number[],
    npeaks: [] as number[],
    deviations: [] as number[],
  };
  let count = 0;
  for await (const shot of shots) {
    frames.append('frames', Float32Array.from(shot.values as ArrayLike<number>), shot.shape, GZIP);
    for (const spot of shot.spots) {
      columns.peak_fidx.push(count);
      columns.peak_row.push(spot.slow);
      columns.peak_col.push(spot.fast);
      columns.npeaks.push(neighboursOf(spot, shot.spots));
      columns.deviations.push(deviationOf(spot, shot));
    }
    count++;
  }
  frames.close();
  const peaks = await openHdf5(peaksPath);
  const total = columns.peak_fidx.length;
  peaks.put('peak_fidx', Uint32Array.from(columns.peak_fidx), [total]);
  for (const name of ['peak_row', 'peak_col', 'deviations'] as const)
    peaks.put(name, Float32Array.from(columns[name]), [total]);
  peaks.put('npeaks', Uint16Array.from(columns.npeaks), [total]);
  peaks.close();
  return { frames: count, peaks: total };
}
