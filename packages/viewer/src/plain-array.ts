/**
 * An array [slow, fast] with the members of the package `ndarray` that this repository uses. It takes the place of that package in
 * the page, since the package makes its classes from text, which a strict Content-Security-Policy forbids.
 */
class PlainArray<T extends { readonly length: number; [index: number]: number }> {
  readonly offset = 0;
  readonly stride: number[];
  readonly size: number;
  readonly dimension: number;

  constructor(
    readonly data: T,
    readonly shape: number[],
  ) {
    this.dimension = shape.length;
    this.size = shape.reduce((product, length) => product * length, 1);
    this.stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  }

  index(...at: readonly number[]): number {
    return at.reduce((sum, place, axis) => sum + place * (this.stride[axis] as number), 0);
  }

  get(...at: readonly number[]): number {
    return this.data[this.index(...at)] as number;
  }

  set(...at: readonly number[]): number {
    const value = at.at(-1) as number;
    this.data[this.index(...at.slice(0, -1))] = value;
    return value;
  }
}

/** Makes an array with the values of `data`, which it does not copy. */
export default function ndarray<T extends { readonly length: number; [index: number]: number }>(
  data: T,
  shape: readonly number[] = [data.length],
): PlainArray<T> {
  return new PlainArray(data, [...shape]);
}
