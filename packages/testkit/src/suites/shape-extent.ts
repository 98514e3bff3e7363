import { expect } from 'vitest';
import { random } from '../random';
import { ensure } from './ensure';
import type { PreparedTermCase, Values } from './term-inputs';

/** Cutoffs that are asked of the reach of a shape, with the fraction of its peak that a spot may have beyond it. */
const CUTOFFS = [
  [undefined, Math.exp(-60)],
  [1e-5, 1e-5],
  [0.01, 0.01],
] as const;
/** The offsets of a place on a reciprocal lattice point. */
export const ON_POINT = { dh: 0, dk: 0, dl: 0 };
const OFFSETS = ['dh', 'dk', 'dl'] as const;

const peakOf = ({ evaluate }: PreparedTermCase, inputs: readonly Values[]): number =>
  evaluate({ ...(inputs[0] as Values), ...ON_POINT })[0] as number;

/** Expects that a compact shape is below the cutoff beyond its reach. */
export function expectReach(prepared: PreparedTermCase, inputs: readonly Values[]): void {
  for (const [cutoff, fraction] of CUTOFFS) expectWithin(prepared, inputs, prepared.reachAt(cutoff) ?? [], fraction);
}

function expectWithin(
  prepared: PreparedTermCase,
  inputs: readonly Values[],
  reach: readonly number[],
  fraction: number,
): void {
  const { evaluate } = prepared;
  const allowed = peakOf(prepared, inputs) * fraction * (1 + 1e-9);
  for (const [axis, half] of reach.entries()) {
    const name = OFFSETS[axis] as (typeof OFFSETS)[number];
    expect(half).toBeGreaterThan(0);
    if (half >= 0.5) continue;
    const draws = random(7);
    for (const x of inputs) {
      const beyond = draws.between(half * 1.000001, 0.5) * Math.sign(x[name]);
      // The shape is also tested on the axis of the spot, where it is brightest.
      for (const rest of [x, { ...x, ...ON_POINT }]) {
        const [value] = evaluate({ ...rest, [name]: beyond });
        ensure(Number(value) <= allowed, () => `expected at most ${allowed} at ${name} = ${beyond}; found ${value}`);
      }
    }
  }
}

/** Expects that a shape is no brighter halfway between two reflections than it says. */
export function expectHalfway(prepared: PreparedTermCase, inputs: readonly Values[]): void {
  const { evaluate, halfway = 1 } = prepared;
  // Where the bound underflows, so may values, but not at the same place.
  const allowed = peakOf(prepared, inputs) * Math.max(halfway * (1 + 1e-9), 1e-290);
  for (const name of OFFSETS) {
    for (const x of inputs) {
      for (const rest of [x, { ...x, ...ON_POINT }]) {
        const [value] = evaluate({ ...rest, [name]: 0.5 * Math.sign(x[name]) });
        ensure(Number(value) <= allowed, () => `expected at most ${allowed} where ${name} is 1/2; found ${value}`);
      }
    }
  }
}
