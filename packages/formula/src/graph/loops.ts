/** The loops of a kernel, outermost first. `pixel` is the loop along SIMD lanes. */
export const LOOPS = ['panel', 'tile', 'subpixel', 'layer', 'source', 'orientation', 'node', 'pixel'] as const;

export type LoopName = (typeof LOOPS)[number];

declare const setOfLoops: unique symbol;
/** A set of loops, one bit each. */
export type Loops = number & { readonly [setOfLoops]: true };

export const loops = (...names: readonly LoopName[]): Loops =>
  names.reduce((set, name) => set | (1 << LOOPS.indexOf(name)), 0) as Loops;

export const NO_LOOPS = loops();
export const PIXEL = loops('pixel');

export const union = (a: Loops, b: Loops): Loops => (a | b) as Loops;
export const without = (a: Loops, b: Loops): Loops => (a & ~b) as Loops;
export const contains = (set: Loops, part: Loops): boolean => (part & ~set) === 0;
export const overlap = (a: Loops, b: Loops): boolean => (a & b) !== 0;
export const loopNames = (set: Loops): LoopName[] => LOOPS.filter((name) => contains(set, loops(name)));
