import type { Table } from '../algebra';
import { addStencil, STENCIL_EDGE, stencilEnd } from '../emit/order';
import { inlineFunction, type VectorType, vectorType } from './vectors';

/** Returns statements that store the whole numbers of lanes as int on the stack: `lane[l]`. */
function wholeLanes({ real, bytes, lanes }: VectorType): string {
  const suffix = real === 'float' ? 'ps' : 'pd';
  const bits = bytes === 16 ? '' : `${8 * bytes}`;
  const raw = `__m${8 * bytes}${real === 'double' ? 'd' : ''}`;
  const whole = Math.max(16, 4 * lanes);
  return (
    `int lane[${whole / 4}] __attribute__((aligned(64))); ` +
    `*(__m${8 * whole}i *)lane = _mm${bits}_cvt${suffix}_epi32((${raw})at);`
  );
}

/** Returns the function `lookup_<type>`, which reads one table value for each lane at whole-number indices. */
export function lookupFunction(type: VectorType): string {
  const { name: V, real, lanes } = type;
  const values = Array.from({ length: lanes }, (_, l) => `table[lane[${l}]]`);
  return inlineFunction(
    V,
    `lookup_${V}`,
    `const ${real} *table, ${V} at`,
    `${wholeLanes(type)} return (${V}){${values.join(', ')}};`,
  );
}

/**
 * Returns the function `stencil_<table>_<type>`: the weighted sum of 4 x 4 x 4 table values from a corner, lane by
 * lane, since each lane has its own corner. The four values along the last axis form one vector.
 */
export function stencilFunction(name: string, { count }: Table, type: VectorType, fused: boolean): string {
  const { name: V, real, lanes } = type;
  const Q = vectorType(real, real === 'float' ? 16 : 32);
  const [, nj, nk] = count;
  const steps: string[] = [];
  const weighted = (sum: string, value: string, isFirst: boolean) => {
    if (isFirst) return steps.push(`${sum} = ${value} * weight;`);
    if (fused) return steps.push(`${sum} = multiplyAdd_${Q.name}(${value}, weight, ${sum});`);
    return steps.push(`${sum} += ${value} * weight;`);
  };
  addStencil({
    weight: (axis, n) => void steps.push(`weight = splat_${Q.name}(weights[${STENCIL_EDGE * axis + n}][l]);`),
    row: (i, j, isFirst) => void weighted('row', `loadAnywhere_${Q.name}(corner + ${(i * nj + j) * nk})`, isFirst),
    plane: (_, isFirst) => void weighted('plane', 'row', isFirst),
  });
  const last = Array.from({ length: STENCIL_EDGE }, (_, n) => `weights[${2 * STENCIL_EDGE + n}][l]`);
  const end = stencilEnd(real === 'float' ? 'float32' : 'float64').map((together) =>
    together.map((n) => `plane[${n}]`).join(' + '),
  );
  return inlineFunction(
    V,
    `stencil_${name}_${V}`,
    `const ${real} *table, ${V} at, const ${V} *weights`,
    [
      wholeLanes(type),
      `${V} sums;`,
      `for (int l = 0; l < ${lanes}; l++) {`,
      `  const ${real} *corner = table + lane[l];`,
      `  ${Q.name} weight, row, plane;`,
      ...steps.map((step) => `  ${step}`),
      `  plane *= (${Q.name}){${last.join(', ')}};`,
      `  sums[l] = ${end.reduce((sum, next) => `(${sum}) + (${next})`)};`,
      '}',
      'return sums;',
    ].join('\n'),
  );
}
