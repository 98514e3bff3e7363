import type { Pixels } from './image';

/** Whether memory can be shared between threads; in browsers only on pages that are isolated from other origins. */
const HAS_SHARED_MEMORY = typeof SharedArrayBuffer !== 'undefined';

/** Tells whether the memory of an array is shared between threads, so that sending it copies nothing. */
export const isShared = ({ buffer }: Pixels): boolean => HAS_SHARED_MEMORY && buffer instanceof SharedArrayBuffer;

/** Copies an array into shared memory; returns the array itself if it is there already. */
export function sharedCopy<T extends Pixels>(array: T): T {
  if (isShared(array)) return array;
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}

/** Creates a function that copies arrays into shared memory, each array once. */
export function sharedOnce(): <T extends Pixels>(array: T) => T {
  const copies = new WeakMap<Pixels, Pixels>();
  return <T extends Pixels>(array: T): T => {
    const copy = (copies.get(array) as T | undefined) ?? sharedCopy(array);
    copies.set(array, copy);
    return copy;
  };
}

/** Copies values to float64 in shared memory, or in other memory where none can be shared. */
export function sharedFloats(values: ArrayLike<number>): Float64Array {
  const bytes = values.length * Float64Array.BYTES_PER_ELEMENT;
  const copy = new Float64Array(HAS_SHARED_MEMORY ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  copy.set(values);
  return copy;
}
