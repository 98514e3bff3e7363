/** The widths of vectors for which C code is generated, in bytes. */
export type VectorBytes = 16 | 32 | 64;

export type Real = 'float' | 'double';

/** A vector type of the generated code: `vf64` holds 64 bytes of float, `vd32` 32 bytes of double. */
export interface VectorType {
  readonly name: string;
  readonly real: Real;
  readonly bytes: VectorBytes;
  readonly lanes: number;
}

export const vectorType = (real: Real, bytes: VectorBytes): VectorType => ({
  name: `v${real === 'float' ? 'f' : 'd'}${bytes}`,
  real,
  bytes,
  lanes: bytes / (real === 'float' ? 4 : 8),
});

/** Numbers of comparisons and rounding modes in x86 instructions. */
const LESS = 17;
const AT_LEAST = 29;
const UNORDERED = 3;
const TO_NEAREST = 8;
const DOWN = 9;

/** Returns the intrinsic functions and types of a width. */
function intrinsics({ real, bytes }: VectorType) {
  const bits = bytes === 16 ? '' : `${8 * bytes}`;
  const suffix = real === 'float' ? 'ps' : 'pd';
  return {
    raw: `__m${8 * bytes}${real === 'double' ? 'd' : ''}`,
    call: (name: string) => `_mm${bits}_${name}_${suffix}`,
    suffix,
  };
}

/** Returns a function that is always inlined, so that calls of it cost nothing. */
export const inlineFunction = (returned: string, name: string, args: string, body: string): string =>
  `static inline __attribute__((always_inline)) ${returned} ${name}(${args}) { ${body} }`;

/**
 * Returns the type, and functions `<operation>_<type>` for operations without a C operator. Each gives the bits of the
 * WebAssembly instruction with its name, min and max those of pmin and pmax.
 */
function vectorFunctions(type: VectorType): string[] {
  const { name: V, real, bytes, lanes } = type;
  const { raw, call, suffix } = intrinsics(type);
  const integer = real === 'float' ? 'unsigned' : 'unsigned long long';
  const I = `${V}_bits`;
  const fn = (operation: string, args: string, body: string, returned = V) =>
    inlineFunction(returned, `${operation}_${V}`, args, body);
  const arg = (...names: string[]) => names.map((n) => `${V} ${n}`).join(', ');
  const cast = (...names: string[]) => names.map((n) => `(${raw})${n}`).join(', ');
  const round = (mode: number) => `return (${V})${call(bytes === 64 ? 'roundscale' : 'round')}(${cast('a')}, ${mode});`;
  /** Returns the expression with `yes` where the comparison holds, else `no`. */
  const select = (comparison: number, yes: string, no: string) =>
    bytes === 64
      ? `(${V})_mm512_mask_blend_${suffix}(_mm512_cmp_${suffix}_mask(${cast('a', 'b')}, ${comparison}), ${cast(no, yes)})`
      : `(${V})${call('blendv')}(${cast(no, yes)}, ${call('cmp')}(${cast('a', 'b')}, ${comparison}))`;
  const anyLess =
    bytes === 64
      ? `_mm512_cmp_${suffix}_mask(${cast('a', 'b')}, ${LESS}) != 0`
      : `${call('movemask')}(${call('cmp')}(${cast('a', 'b')}, ${LESS})) != 0`;
  const [bias, shift] = real === 'float' ? [2 ** 23 + 127, 23] : [2 ** 52 + 1023, 52];
  const all = (x: string) => `{${Array.from({ length: lanes }, () => x).join(', ')}}`;
  return [
    `typedef ${real} ${V} __attribute__((vector_size(${bytes}), may_alias));`,
    `typedef ${real} ${V}_anywhere __attribute__((vector_size(${bytes}), aligned(${bytes / lanes}), may_alias));`,
    `typedef ${integer} ${I} __attribute__((vector_size(${bytes})));`,
    fn('splat', `${real} x`, `return (${V})${all('x')};`),
    fn('load', `const ${real} *p`, `return *(const ${V} *)p;`),
    fn('loadAnywhere', `const ${real} *p`, `return *(const ${V}_anywhere *)p;`),
    fn('store', `${real} *p, ${V} a`, `*(${V} *)p = a;`, 'void'),
    fn('nearest', arg('a'), round(TO_NEAREST)),
    fn('floor', arg('a'), round(DOWN)),
    fn('sqrt', arg('a'), `return (${V})${call('sqrt')}(${cast('a')});`),
    fn('abs', arg('a'), `return (${V})((${I})a & ~(${I})splat_${V}(-0.0));`),
    fn('min', arg('a', 'b'), `return (${V})${call('min')}(${cast('b', 'a')});`),
    fn('max', arg('a', 'b'), `return (${V})${call('max')}(${cast('b', 'a')});`),
    fn('ifLess', arg('a', 'b', 'yes', 'no'), `return ${select(LESS, 'yes', 'no')};`),
    fn('anyLess', arg('a', 'b'), `return ${anyLess};`, 'int'),
    fn('powerOfTwo', arg('a'), `return (${V})((${I})(a + splat_${V}(${bias}.0)) << ${shift});`),
    fn('multiplyAdd', arg('a', 'b', 'c'), `return (${V})${call('fmadd')}(${cast('a', 'b', 'c')});`),
    fn('subtractProduct', arg('a', 'b', 'c'), `return (${V})${call('fnmadd')}(${cast('a', 'b', 'c')});`),
    ...(real === 'double' ? scalarLike(fn, arg, cast, call, select, type) : []),
  ];
}

/**
 * Returns the operations on float64 scalars that differ from those on vectors, for scalars in the lanes of a vector.
 * They propagate NaN as a quiet NaN, and order -0 below 0.
 */
function scalarLike(
  fn: (operation: string, args: string, body: string, returned?: string) => string,
  arg: (...names: string[]) => string,
  cast: (...names: string[]) => string,
  call: (name: string) => string,
  select: (comparison: number, yes: string, no: string) => string,
  { name: V, bytes, lanes }: VectorType,
): string[] {
  const both = (operation: 'min' | 'max', join: '|' | '&') =>
    `(${V})((${V}_bits)${call(operation)}(${cast('a', 'b')}) ${join} (${V}_bits)${call(operation)}(${cast('b', 'a')}))`;
  const reached =
    bytes === 64
      ? `_mm512_cmp_pd_mask(${cast('a')}, _mm512_setzero_pd(), ${AT_LEAST})`
      : `(unsigned)${call('movemask')}(${call('cmp')}(${cast('a')}, ${call('setzero')}(), ${AT_LEAST}))`;
  return [
    fn('scalarMin', arg('a', 'b'), `return ${both('min', '|')};`),
    fn(
      'scalarMax',
      arg('a', 'b'),
      `${V} sum = a + b, larger = ${both('max', '&')}; return ${select(UNORDERED, 'sum', 'larger')};`,
    ),
    fn('scalarPowerOfTwo', arg('a'), `for (int i = 0; i < ${lanes}; i++) a[i] = powerOfTwo(a[i]); return a;`),
    fn('atLeastZero', arg('a'), `return ${reached};`, 'unsigned'),
    fn('storeFloats', `float *p, ${V} a`, storeFloats(bytes, cast('a')), 'void'),
  ];
}

const storeFloats = (bytes: VectorBytes, a: string): string =>
  ({
    16: `_mm_storel_pi((__m64 *)p, _mm_cvtpd_ps(${a}));`,
    32: `_mm_storeu_ps(p, _mm256_cvtpd_ps(${a}));`,
    64: `_mm256_storeu_ps(p, _mm512_cvtpd_ps(${a}));`,
  })[bytes];

/** Returns the function `narrow_<float type>`, which makes a float vector of the two double vectors with its pixels. */
function narrowing(bytes: VectorBytes): string {
  const { name: V } = vectorType('float', bytes);
  const wide = vectorType('double', bytes);
  const convert = intrinsics(wide).call('cvtpd').replace(/_pd$/, '_ps');
  const [a, b] = ['a', 'b'].map((x) => `${convert}((${intrinsics(wide).raw})${x})`);
  const joined = {
    16: `_mm_movelh_ps(${a}, ${b})`,
    32: `_mm256_insertf128_ps(_mm256_castps128_ps256(${a}), ${b}, 1)`,
    64: `_mm512_insertf32x8(_mm512_castps256_ps512(${a}), ${b}, 1)`,
  }[bytes];
  return inlineFunction(V, `narrow_${V}`, `${wide.name} a, ${wide.name} b`, `return (${V})${joined};`);
}

/** Operations on scalars as WebAssembly defines them, where those of C differ or are undefined for some values. */
const SCALAR_FUNCTIONS = [
  inlineFunction(
    'double',
    'scalarMin',
    'double a, double b',
    'return a != a || b != b ? a + b : a == b ? (__builtin_signbit(a) ? a : b) : a < b ? a : b;',
  ),
  inlineFunction(
    'double',
    'scalarMax',
    'double a, double b',
    'return a != a || b != b ? a + b : a == b ? (__builtin_signbit(a) ? b : a) : a < b ? b : a;',
  ),
  inlineFunction(
    'double',
    'powerOfTwo',
    'double a',
    'union { unsigned long long bits; double value; } power; ' +
      'long long n = a != a ? 0 : a >= 0x1p63 ? __LONG_LONG_MAX__ : a < -0x1p63 ? -__LONG_LONG_MAX__ - 1 : (long long)a; ' +
      'power.bits = ((unsigned long long)n + 1023) << 52; return power.value;',
  ),
];

/** Returns types and functions of vectors. The code needs `immintrin.h`. */
export function vectorPrelude(types: readonly VectorType[]): string {
  const unique = new Map(types.map((type) => [type.name, type]));
  const narrowed = ([16, 32, 64] as const).filter((bytes) =>
    (['float', 'double'] as const).every((real) => unique.has(vectorType(real, bytes).name)),
  );
  return [...SCALAR_FUNCTIONS, ...[...unique.values()].flatMap(vectorFunctions), ...narrowed.map(narrowing), ''].join(
    '\n',
  );
}
