import type { Pixels } from './image';

/** Browsers have shared memory only on pages that are isolated from other origins. */
const HAS_SHARED_MEMORY = typeof SharedArrayBuffer !== 'undefined';

/** Whether threads share the memory of an array, so that sending it copies nothing. */
export const isShared = ({ buffer }: Pixels): boolean => HAS_SHARED_MEMORY && buffer instanceof SharedArrayBuffer;

/** A copy in memory that threads share, or the array itself if it lies there already. */
export function sharedCopy<T extends Pixels>(array: T): T {
  if (isShared(array)) return array;
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}

/** Makes shared copies, one of each array: what comes again is not copied again. */
export function sharedOnce(): <T extends Pixels>(array: T) => T {
  const copies = new WeakMap<Pixels, Pixels>();
  return <T extends Pixels>(array: T): T => {
    const copy = (copies.get(array) as T | undefined) ?? sharedCopy(array);
    copies.set(array, copy);
    return copy;
  };
}

/** A copy in float64, in memory that threads share where there is such memory. */
export function sharedFloats(values: ArrayLike<number>): Float64Array {
  const bytes = values.length * Float64Array.BYTES_PER_ELEMENT;
  const copy = new Float64Array(HAS_SHARED_MEMORY ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  copy.set(values);
  return copy;
}
