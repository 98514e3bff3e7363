/**
 * Unit of the fixed-point cell vectors divided by the wavelength. Anchors are computed without float64: an index modulo 1 is
 * an unsigned integer in units of 2^-32, whose overflow is the reduction (docs/numerics/anchors.md). Both factors of a
 * product are 64-bit integers in two's complement, low word first; a product has 80 bits after the point.
 */
export const AXIS_UNIT = 2 ** -36;
/** Value of the last bit of the components of a direction in fixed point; those of a unit vector need 45 bits and a sign. */
export const DIRECTION_UNIT = 2 ** -44;

/** Longest vector for which the integer part of an index, computed in float32, has an error below 1/2. */
export const MAX_AXIS = 2 ** 18;

/**
 * WGSL functions of fixed-point numbers. `phaseInTurns(a, b)` is a b modulo 1 in units of 2^-32, rounded: the bits 48 to 79
 * of the product, summed by columns of 16-bit limbs; lower columns contribute their carry. `axisValue` and
 * `directionValue` are the factors in float32, whose product is accurate enough for the integer part.
 */
export const FIXED_POINT_WGSL = `\
fn limbs(a: vec2u) -> array<u32, 5> {
  return array<u32, 5>(a.x & 0xffffu, a.x >> 16u, a.y & 0xffffu, a.y >> 16u, select(0u, 0xffffu, a.y >= 0x80000000u));
}
fn phaseInTurns(first: vec2u, second: vec2u) -> u32 {
  let a = limbs(first);
  let b = limbs(second);
  let p1 = vec2u(a[0] * b[1], a[1] * b[0]);
  let p2 = vec3u(a[0] * b[2], a[1] * b[1], a[2] * b[0]);
  let p3 = vec4u(a[0] * b[3], a[1] * b[2], a[2] * b[1], a[3] * b[0]);
  let p4 = a[0] * b[4] + a[1] * b[3] + a[2] * b[2] + a[3] * b[1] + a[4] * b[0];
  let low2 = p2 & vec3u(0xffffu);
  let sum2 = 0x8000u + (p1.x >> 16u) + (p1.y >> 16u) + low2.x + low2.y + low2.z;
  let high2 = p2 >> vec3u(16u);
  let low3 = p3 & vec4u(0xffffu);
  let sum3 = (sum2 >> 16u) + high2.x + high2.y + high2.z + low3.x + low3.y + low3.z + low3.w;
  let high3 = p3 >> vec4u(16u);
  let sum4 = (sum3 >> 16u) + high3.x + high3.y + high3.z + high3.w + p4;
  return (sum4 << 16u) | (sum3 & 0xffffu);
}
fn axisValue(a: vec2u) -> f32 {
  return f32(bitcast<i32>(a.y)) * ${2 ** 32 * AXIS_UNIT}f + f32(a.x) * ${AXIS_UNIT}f;
}
fn directionValue(a: vec2u) -> f32 {
  return f32(bitcast<i32>(a.y)) * ${2 ** 32 * DIRECTION_UNIT}f + f32(a.x) * ${DIRECTION_UNIT}f;
}
// The reduced index, in [-1/2, 1/2].
fn fraction(phase: i32) -> f32 {
  return f32(phase) * ${2 ** -32}f;
}
fn fractions(phases: vec4i) -> vec4f {
  return vec4f(phases) * ${2 ** -32}f;
}
`;
