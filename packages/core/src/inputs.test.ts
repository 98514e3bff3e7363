import { calculator, numbers } from '@braggsim/formula';
import { describe, expect, test } from 'vitest';
import { INPUTS, type InputName, type InputValues, type Loop, rayTo, scattering, splitIndex } from './inputs';
import type { Vec3 } from './vector';

const m = calculator(numbers());
const LOOPS: readonly Loop[] = ['panel', 'pixel', 'subpixel', 'layer', 'source', 'orientation', 'node'];
type Rows = `${'H' | 'K' | 'L'}${'H' | 'K' | 'L'}`;
type Place = Readonly<Record<Loop, number>>;

/** All inputs at one place of a small experiment in which everything that can differ does. */
function inputsAt({ panel, pixel, subpixel, layer, source, orientation, node }: Place): InputValues<number> {
  const pixelSize = [1e-4, 1.7e-4][panel] as number;
  const depth = 1e-3 * layer;
  // Along fast, the subpixel changes what the pixel changes along slow.
  const [fastOffset, slowOffset] = [
    0.01 + pixelSize * (pixel + subpixel / 3),
    0.02 + 50 * pixelSize * (2 * pixel + subpixel / 3),
  ];
  const normal: Vec3 = [[0, 0, 1] as const, [0, 0.6, 0.8] as const][panel] as Vec3;
  const point: Vec3 = [fastOffset + 0.01 * panel, slowOffset, 0.05 + depth];
  const { direction, inputs } = rayTo(m, point, normal);
  const wavelength = [1e-10, 1.3e-10][source] as number;
  const tilt = 0.2 * source;
  const beam = {
    incident: [0, Math.sin(tilt), Math.cos(tilt)] as const,
    magnetic: [0, Math.cos(tilt), -Math.sin(tilt)] as const,
    wavelength,
  };
  const { q, sinThetaOverLambda, cosTwoTheta, cosMagneticAxis } = scattering(m, direction, beam);
  const cells: readonly Vec3[] = [
    [5e-9, 3e-9, 2e-9],
    [3e-9, -4e-9, 5e-9],
    [-4e-9, 3e-9, 6e-9],
  ];
  const [h, k, l] = cells.map((v) => splitIndex(m, [v[0] * (1 + 0.3 * orientation), v[1], v[2]], q));
  const near = (h?.rest ?? 0) - node;
  const channels = Object.fromEntries(
    Object.keys(INPUTS).flatMap((name) => (name.startsWith('channelValue') ? [[name, source]] : [])),
  ) as Record<`channelValue${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`, number>;
  const rotations = Object.keys(INPUTS).filter((name) => name.startsWith('rotation'));
  return {
    ...(Object.fromEntries(rotations.map((name) => [name, node])) as Record<`rotation${Rows}`, number>),
    ...channels,
    nodeH: node,
    nodeK: node,
    nodeL: -node,
    nodeShape: Math.exp(-near),
    nodeStructure: near ** 2,
    nearestStructure: (h?.rest ?? 0) ** 2,
    pixelSize,
    normalDistance: 0.05 + 0.01 * panel,
    fastOffset,
    slowOffset,
    depth,
    layer,
    ...inputs,
    wavelength,
    sourceWeight: [0.4, 1.6][source] as number,
    cosBeamNormal: m.dot(beam.incident, normal),
    sinThetaOverLambda,
    cosTwoTheta,
    cosMagneticAxis,
    ...({ dh: h?.rest, dk: k?.rest, dl: l?.rest, h0: h?.whole, k0: k?.whole, l0: l?.whole } as Record<
      'dh' | 'dk' | 'dl' | 'h0' | 'k0' | 'l0',
      number
    >),
  };
}

/** All inputs at every place of two of each; bit i of the index is the place in loop i. */
const atPlaces = Array.from({ length: 2 ** LOOPS.length }, (_, bits) =>
  inputsAt(Object.fromEntries(LOOPS.map((loop, i) => [loop, (bits >> i) & 1])) as Place),
);

describe.each(Object.keys(INPUTS) as InputName[])('%s', (name) => {
  const declared: readonly Loop[] = INPUTS[name].varies;
  const differs = (loop: Loop) =>
    atPlaces.some((here, bits) => here[name] !== atPlaces[bits ^ (1 << LOOPS.indexOf(loop))]?.[name]);

  test('varies with the loops that it declares, and with no others', () => {
    expect(LOOPS.filter(differs)).toEqual(LOOPS.filter((loop) => declared.includes(loop)));
  });

  test('is documented', () => {
    expect(INPUTS[name].doc).not.toBe('');
    expect(['', 'm', '1/m', 'electrons^2']).toContain(INPUTS[name].unit);
  });
});

test('a Miller index is the nearest integer, ties down, and the remainder adds up to the index', () => {
  for (const [index, whole] of [
    [0.5, 0],
    [1.5, 1],
    [-0.5, -1],
    [2.4999, 2],
    [2.5001, 3],
    [-3.7, -4],
  ] as const) {
    const split = splitIndex(m, [index, 0, 0], [1, 0, 0]);
    expect(split.whole === whole).toBe(true);
    expect(split.whole + split.rest).toBeCloseTo(index, 15);
    expect(Math.abs(split.rest)).toBeLessThanOrEqual(0.5);
  }
});

test('back-scattering has the longest scattering vector: sin(theta)/lambda = 1/lambda', () => {
  const beam = { incident: [1, 0, 0], magnetic: [0, 1, 0], wavelength: 2e-10 } as const;
  const { direction } = rayTo(m, [-0.3, 0, 0], [1, 0, 0]);
  const { sinThetaOverLambda, cosTwoTheta, q } = scattering(m, direction, beam);
  expect(sinThetaOverLambda * 2e-10).toBeCloseTo(1, 14);
  expect(cosTwoTheta).toBe(-1);
  expect(q[0] * 2e-10).toBeCloseTo(-2, 14);
  const across = scattering(m, rayTo(m, [0, 5, 0], [1, 0, 0]).direction, beam);
  expect(across.sinThetaOverLambda * 2e-10).toBeCloseTo(Math.SQRT1_2, 14);
  expect(across.cosMagneticAxis).toBe(1);
});
