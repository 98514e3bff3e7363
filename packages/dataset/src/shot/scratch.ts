type Numbers = Int32Array | Float32Array | Float64Array;

/** Memory that is used again for every shot: nothing in it outlives the function that asked for it. */
export interface Scratch<T extends Numbers> {
  /** Returns an array of so many zeros. */
  zeros(length: number): T;
  /** Returns an array of so many values of any kind. */
  any(length: number): T;
}

/** Creates a scratch memory, which grows to the largest length that is asked for. */
export function scratch<T extends Numbers>(make: (length: number) => T): Scratch<T> {
  let memory = make(0);
  const any = (length: number): T => {
    if (memory.length < length) memory = make(length);
    return memory.subarray(0, length) as T;
  };
  return { any, zeros: (length) => any(length).fill(0) as T };
}
