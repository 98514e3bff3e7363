import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeGpu } from '../node';
import { missingGpu } from '../testing/missing-gpu';
import { runShader } from '../testing/run-shader';
import type { GpuLease } from './device';
import { AXIS_UNIT, DIRECTION_UNIT, FIXED_POINT_WGSL } from './fixed-point';

const problem = await missingGpu();

const PAIRS = 1_000_000;
const GROUP = 256;

const SHADER = `
@group(0) @binding(0) var<storage, read> axes: array<vec2u>;
@group(0) @binding(1) var<storage, read> directions: array<vec2u>;
@group(0) @binding(2) var<storage, read_write> actual: array<vec2u>;
${FIXED_POINT_WGSL}
@compute @workgroup_size(${GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x * 3u;
  if (i >= arrayLength(&axes)) { return; }
  var total = 0u;
  var index = 0f;
  for (var k = i; k < i + 3u; k++) {
    total += phaseInTurns(axes[k], directions[k]);
    index += axisValue(axes[k]) * directionValue(directions[k]);
  }
  actual[id.x] = vec2u(total, bitcast<u32>(round(index - fraction(bitcast<i32>(total)))));
}
`;

/** Converts numbers to fixed point as the host code does: two's complement, low word first. */
function fixed(values: Float64Array, unit: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(2 * values.length);
  const whole = new BigInt64Array(words.buffer);
  values.forEach((x, i) => {
    whole[i] = BigInt(Math.round(x / unit));
  });
  return words;
}

/** Computes the sum of products of float64 numbers modulo 1, exact in units of 2^-160, with integers. */
function exactFraction(a: Float64Array, b: Float64Array): number {
  const scaled = (x: number) =>
    BigInt(Math.round(x * 2 ** 40)) * 2n ** 40n + BigInt(Math.round((x - Math.round(x * 2 ** 40) / 2 ** 40) * 2 ** 80));
  const sum = a.reduce((total, x, i) => total + scaled(x) * scaled(b[i] as number), 0n);
  return Number(BigInt.asIntN(160, sum)) / 2 ** 160;
}

/** Creates a source of uniform numbers in [-1, 1), the same in every run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const high = state >>> 5;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (high * 2 ** 26 + (state >>> 6)) / 2 ** 52 - 1;
  };
}

describe.skipIf(problem)('fixed point on the device', () => {
  // The lease lasts for all tests, so that the device is opened once.
  let lease: GpuLease;
  beforeAll(async () => {
    lease = await nodeGpu.lease();
  });
  afterAll(() => lease.release());

  test('a million anchors of up to 1000 indices per unit vector are accurate to 1e-9', async () => {
    const random = noise(1);
    const axes = new Float64Array(3 * PAIRS);
    const directions = new Float64Array(3 * PAIRS);
    for (let i = 0; i < PAIRS; i++) {
      const length = 1000 * Math.abs(random());
      const axis = [random(), random(), random()];
      const scale = length / Math.hypot(...axis);
      // The difference of two directions: each of its components is at most 2 in size.
      for (let k = 0; k < 3; k++) {
        axes[3 * i + k] = (axis[k] as number) * scale;
        directions[3 * i + k] = random() + random();
      }
    }
    const reads = [fixed(axes, AXIS_UNIT), fixed(directions, DIRECTION_UNIT)];
    const words = new Uint32Array(await runShader(nodeGpu, SHADER, reads, 2 * PAIRS, Math.ceil(PAIRS / GROUP)));
    let worst = 0;
    let wrongWholes = 0;
    for (let i = 0; i < PAIRS; i++) {
      const [a, b] = [axes.subarray(3 * i, 3 * i + 3), directions.subarray(3 * i, 3 * i + 3)];
      const index =
        (a[0] as number) * (b[0] as number) + (a[1] as number) * (b[1] as number) + (a[2] as number) * (b[2] as number);
      const rest = ((words[2 * i] as number) | 0) / 2 ** 32;
      const whole = new Float32Array(words.buffer, 8 * i + 4, 1)[0] as number;
      worst = Math.max(worst, Math.abs(whole + rest - index));
      if (!Number.isInteger(whole)) wrongWholes++;
    }
    expect(wrongWholes).toBe(0);
    expect(worst).toBeLessThan(1e-9);
    expect(worst).toBeGreaterThan(1e-11);
  });

  test.each([
    ['whole indices', [3, -7, 1000], [1, 1, -2]],
    ['halves', [0.5, 0, 0], [1, 0, 0]],
    ['negative numbers far below one', [-(2 ** -20), 2 ** -30, 0], [-(2 ** -12), 1, 0]],
    ['the longest axis', [2 ** 18 - 1, -(2 ** 18) + 1, 0.25], [1.75, 1.75, 2]],
    ['both factors negative', [-999.999999, -0.125, -1], [-1.9999, -1.5, -2]],
  ])('%s are exact to half a unit', async (_, axis, direction) => {
    const [a, b] = [Float64Array.from(axis), Float64Array.from(direction)];
    const reads = [fixed(a, AXIS_UNIT), fixed(b, DIRECTION_UNIT)];
    const [actual = 0] = new Uint32Array(await runShader(nodeGpu, SHADER, reads, 2));
    const off = (actual | 0) / 2 ** 32 - exactFraction(a, b);
    expect(Math.abs(off - Math.round(off))).toBeLessThan(1e-9);
  });
});
