import { smallValue } from './checked-read';
import { isDataset } from './hdf5';

/** Reads the first numbers of a dataset, which may be long. */
export function numbersOf(dataset: unknown, count: number): readonly number[] | undefined {
  if (!isDataset(dataset)) return undefined;
  const { shape } = dataset;
  const length = (shape ?? []).reduce((product, n) => product * n, 1);
  const value =
    shape?.length === 1 && length > count ? dataset.slice([[0, count]]) : length <= count ? smallValue(dataset) : null;
  const list =
    typeof value === 'number' || typeof value === 'bigint'
      ? [Number(value)]
      : ArrayBuffer.isView(value)
        ? [...(value as Float64Array)].map(Number)
        : [];
  return list.length > 0 && list.every(Number.isFinite) ? list : undefined;
}
