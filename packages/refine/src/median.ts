/** Returns the median of numbers; 0 of none. */
export const median = (values: ArrayLike<number>): number => medianInPlace(Float64Array.from(values));

/** Returns the median of numbers, which are put in another order; 0 of none. */
export function medianInPlace(values: Float64Array): number {
  const { length } = values;
  if (length === 0) return 0;
  const middle = length >> 1;
  const upper = smallest(values, middle);
  if (length % 2 === 1) return upper;
  let lower = values[0] as number;
  for (let i = 1; i < middle; i++) lower = Math.max(lower, values[i] as number);
  return (lower + upper) / 2;
}

/** Returns the number that `k` others are not above (quickselect, Hoare 1961): those before its place are not above it afterwards. */
function smallest(values: Float64Array, k: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[(first + last) >> 1] as number;
    let [i, j] = [first, last];
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const value = values[i] as number;
      values[i] = values[j] as number;
      values[j] = value;
      i++;
      j--;
    }
    if (k <= j) last = j;
    else if (k >= i) first = i;
    else break;
  }
  return values[k] as number;
}
