/** Addresses in the memory of a module, assigned in order. */
export interface Layout {
  reserve(bytes: number): number;
  readonly size: number;
}

const ALIGNMENT = 64;
/** Bytes left free at the start, so that no address is zero. */
const START = 64;

/** Begins an empty layout. */
export function layout(): Layout {
  let top = START;
  return {
    reserve: (bytes) => {
      const at = top;
      top += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      return at;
    },
    get size() {
      return top;
    },
  };
}
