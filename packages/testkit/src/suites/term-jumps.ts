import type { InputName } from '@braggsim/core/kernel';
import { random } from '../random';
import { ensure } from './ensure';
import type { PreparedTermCase, Values } from './term-inputs';

/** Times that an interval is halved: what is left of a continuous change is below rounding. */
const HALVINGS = 44;
/** Part of the largest value by which values beside each other may differ. */
const TOLERANCE = 1e-7;
const SAMPLES = 40;

const JUMPS =
  'a jump has no derivative: let slope of the term give Infinity there, and smoothAt of the expectations tell where values do not jump';

/**
 * Expects that values do not jump along any of the inputs: between two random places the interval is halved again and again, on the side
 * where the value changes most. An operation without a derivative, such as floor or a lookup, is found by the jumps that it makes.
 */
export function expectNoJumps(
  { evaluate, range }: PreparedTermCase,
  names: readonly InputName[],
  inputs: readonly Values[],
): void {
  const draws = random(7);
  const size = Math.max(...inputs.flatMap((x) => evaluate(x).map(Math.abs)));
  for (const name of names) {
    for (const x of inputs.slice(0, SAMPLES)) {
      const at = (place: number) => evaluate({ ...x, [name]: place });
      let [low, high] = [x[name], draws.between(...range(name))];
      let [below, above] = [at(low), at(high)];
      for (let i = 0; i < HALVINGS; i++) {
        const middle = (low + high) / 2;
        const between = at(middle);
        if (largestChange(below, between) > largestChange(between, above)) [high, above] = [middle, between];
        else [low, below] = [middle, between];
      }
      ensure(
        largestChange(below, above) <= TOLERANCE * Math.max(size, ...below.map(Math.abs)),
        () => `values jump from ${below} to ${above} at ${name} = ${low}, ${JSON.stringify(x)}; ${JUMPS}`,
      );
    }
  }
}

const largestChange = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] as number))), 0);
