import type { Pixels } from './image';

/** Whether memory can be shared between threads; in browsers only on pages that are isolated from other origins. */
const HAS_SHARED_MEMORY = typeof SharedArrayBuffer !== 'undefined';

/** Tells whether the memory of an array is shared between threads, so that sending it copies nothing. */
export const isShared = ({ buffer }: Pixels): boolean => HAS_SHARED_MEMORY && buffer instanceof SharedArrayBuffer;

const weights = new WeakMap<ArrayBufferLike, object>();
const { Buffer: nodes } = globalThis as { readonly Buffer?: { allocUnsafeSlow(bytes: number): object } };
const untouched = (bytes: number): object => nodes?.allocUnsafeSlow(bytes) ?? new ArrayBuffer(bytes);

/**
 * Lets the garbage collector of this thread know the size of shared memory. V8 does not count it, so that a thread which makes or gets large images
 * and little else would keep them all. The weight is an equally large buffer, whose bytes nothing touches where it can be had uninitialized.
 */
export function weigh<Buffer extends ArrayBufferLike>(buffer: Buffer): Buffer {
  if (HAS_SHARED_MEMORY && buffer instanceof SharedArrayBuffer && !weights.has(buffer))
    weights.set(buffer, untouched(buffer.byteLength));
  return buffer;
}

/** Copies an array into shared memory; returns the array itself if it is there already. */
export function sharedCopy<T extends Pixels>(array: T): T {
  if (isShared(array)) return array;
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(weigh(new SharedArrayBuffer(array.byteLength)));
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

/** Returns an array of zeros, in memory that threads share where there is such memory. */
export function sharedZeros<T extends Pixels>(
  Kind: { new (buffer: ArrayBufferLike): T; readonly BYTES_PER_ELEMENT: number },
  length: number,
): T {
  const bytes = length * Kind.BYTES_PER_ELEMENT;
  return new Kind(HAS_SHARED_MEMORY ? weigh(new SharedArrayBuffer(bytes)) : new ArrayBuffer(bytes));
}
