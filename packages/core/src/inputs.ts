import type { Calculator, Triple } from '@braggsim/formula';

/** Loops of a simulation, outermost first. A value is computed in the innermost loop that it varies with. */
export type Loop = 'panel' | 'pixel' | 'subpixel' | 'layer' | 'source' | 'orientation' | 'node';

interface Input {
  readonly unit: string;
  readonly varies: readonly Loop[];
  /** Values that occur in experiments, in the unit of the input. */
  readonly range: readonly [number, number];
  /** Whether the input takes whole numbers only. */
  readonly whole?: true;
  readonly doc: string;
}

const place = ['panel', 'pixel', 'subpixel', 'layer'] as const;
const ray = [...place, 'source'] as const;
const reflection = [...ray, 'orientation'] as const;
const near = [...reflection, 'node'] as const;

const ofRotation = { unit: '', varies: ['node'], range: [0, 1], whole: true } as const;
/** The rotation of a node, which acts on columns of Miller indices. */
const ROTATION = {
  rotationHH: { ...ofRotation, doc: 'row h, column h of the rotation of the node' },
  rotationHK: { ...ofRotation, doc: 'row h, column k of the rotation of the node' },
  rotationHL: { ...ofRotation, doc: 'row h, column l of the rotation of the node' },
  rotationKH: { ...ofRotation, doc: 'row k, column h of the rotation of the node' },
  rotationKK: { ...ofRotation, doc: 'row k, column k of the rotation of the node' },
  rotationKL: { ...ofRotation, doc: 'row k, column l of the rotation of the node' },
  rotationLH: { ...ofRotation, doc: 'row l, column h of the rotation of the node' },
  rotationLK: { ...ofRotation, doc: 'row l, column k of the rotation of the node' },
  rotationLL: { ...ofRotation, doc: 'row l, column l of the rotation of the node' },
} as const satisfies Record<string, Input>;

/** Inputs of the rotation of a node, row by row. */
export const ROTATION_INPUTS = Object.keys(ROTATION) as readonly (keyof typeof ROTATION)[];

const ofChannel = {
  unit: '',
  varies: ['source'],
  range: [-10, 10],
  doc: 'number of the energy of the source that the structure term asks for, such as f′ of a kind of atom',
} as const;
/** Numbers of the energy of a source. */
const CHANNEL_VALUES = {
  channelValue0: ofChannel,
  channelValue1: ofChannel,
  channelValue2: ofChannel,
  channelValue3: ofChannel,
  channelValue4: ofChannel,
  channelValue5: ofChannel,
  channelValue6: ofChannel,
  channelValue7: ofChannel,
} as const satisfies Record<string, Input>;

/** Inputs that the formulas of terms may use, a closed list. */
export const INPUTS = {
  pixelSize: { unit: 'm', varies: ['panel'], range: [1e-5, 1e-3], doc: 'edge of a square pixel' },
  normalDistance: {
    unit: 'm',
    varies: ['panel'],
    range: [0.01, 1],
    doc: 'distance from the sample to the detector plane, along its normal',
  },
  fastOffset: {
    unit: 'm',
    varies: ['panel', 'pixel', 'subpixel'],
    range: [0, 0.4],
    doc: 'from the outer corner of pixel (0,0), along fast',
  },
  slowOffset: {
    unit: 'm',
    varies: ['panel', 'pixel', 'subpixel'],
    range: [0, 0.4],
    doc: 'from the outer corner of pixel (0,0), along slow',
  },
  depth: { unit: 'm', varies: ['layer'], range: [0, 1e-3], doc: 'from the front face of the sensor, along the normal' },
  layer: { unit: '', varies: ['layer'], range: [0, 7], whole: true, doc: 'index of the sensor layer, 0 in front' },
  range: { unit: 'm', varies: place, range: [0.01, 2], doc: 'sample to sensor point' },
  cosIncidence: {
    unit: '',
    varies: place,
    range: [0.05, 1],
    doc: 'cosine of the angle between the diffracted ray and the detector normal',
  },
  cosBeamNormal: {
    unit: '',
    varies: ['panel', 'source'],
    range: [0.05, 1],
    doc: 'cosine of the angle between the incident direction and the detector normal',
  },
  directionX: { unit: '', varies: place, range: [-1, 1], doc: 'x of the diffracted direction in the lab frame' },
  directionY: { unit: '', varies: place, range: [-1, 1], doc: 'y of the diffracted direction in the lab frame' },
  directionZ: { unit: '', varies: place, range: [-1, 1], doc: 'z of the diffracted direction in the lab frame' },
  wavelength: { unit: 'm', varies: ['source'], range: [1e-11, 1e-9], doc: 'wavelength of the source' },
  sourceWeight: { unit: '', varies: ['source'], range: [0, 3], doc: 'weight of the source, averaging 1' },
  ...CHANNEL_VALUES,
  sinThetaOverLambda: {
    unit: '1/m',
    varies: ray,
    range: [0, 1e10],
    doc: 'sin(theta)/lambda, half the length of the scattering vector',
  },
  cosTwoTheta: { unit: '', varies: ray, range: [-1, 1], doc: 'diffracted on incident direction' },
  cosMagneticAxis: {
    unit: '',
    varies: ray,
    range: [-1, 1],
    doc: 'diffracted direction on the magnetic vector of the polarized beam',
  },
  dh: { unit: '', varies: reflection, range: [-0.5, 0.5], doc: 'h less its nearest integer, in [-1/2, 1/2]' },
  dk: { unit: '', varies: reflection, range: [-0.5, 0.5], doc: 'k less its nearest integer' },
  dl: { unit: '', varies: reflection, range: [-0.5, 0.5], doc: 'l less its nearest integer' },
  h0: { unit: '', varies: reflection, range: [-20, 20], whole: true, doc: 'Miller index nearest to h, ties down' },
  k0: { unit: '', varies: reflection, range: [-20, 20], whole: true, doc: 'Miller index nearest to k, ties down' },
  l0: { unit: '', varies: reflection, range: [-20, 20], whole: true, doc: 'Miller index nearest to l, ties down' },
  nodeH: { unit: '', varies: ['node'], range: [-2, 2], whole: true, doc: 'h of the node less h0' },
  nodeK: { unit: '', varies: ['node'], range: [-2, 2], whole: true, doc: 'k of the node less k0' },
  nodeL: { unit: '', varies: ['node'], range: [-2, 2], whole: true, doc: 'l of the node less l0' },
  ...ROTATION,
  nodeShape: {
    unit: '',
    varies: near,
    range: [0, 1000],
    doc: 'squared lattice transform of the crystal shape at the distance of the sample from the node',
  },
  nodeStructure: {
    unit: 'electrons^2',
    varies: near,
    range: [0, 1e4],
    doc: 'squared unit-cell amplitude of the node',
  },
  nearestStructure: {
    unit: 'electrons^2',
    varies: reflection,
    range: [0, 1e4],
    doc: 'squared unit-cell amplitude of the node nearest to the sample',
  },
} as const satisfies Record<string, Input>;

/** Name of a value that formulas may declare as an input. */
export type InputName = keyof typeof INPUTS;
/** Values of all inputs: numbers, dual numbers or nodes of a graph. */
export type InputValues<T> = { [K in InputName]: T };

/** Inputs that depend on the sensor point alone. */
export type RayInputs<T> = Pick<InputValues<T>, 'range' | 'cosIncidence' | 'directionX' | 'directionY' | 'directionZ'>;

/**
 * Computes the direction from the sample to a sensor point, and all inputs that depend on that point alone.
 *
 * @param normal normal of the detector plane
 */
export function rayTo<T>(
  m: Calculator<T>,
  point: Triple<T>,
  normal: Triple<T | number>,
): { readonly direction: Triple<T>; readonly inputs: RayInputs<T> } {
  const range = m.sqrt(m.dot(point, point));
  const perRange = m.ratio(1, range);
  const direction: Triple<T> = [
    m.product(point[0], perRange),
    m.product(point[1], perRange),
    m.product(point[2], perRange),
  ];
  const [directionX, directionY, directionZ] = direction;
  return { direction, inputs: { range, cosIncidence: m.dot(direction, normal), directionX, directionY, directionZ } };
}

/**
 * Computes the scattering vector q = (d - i)/lambda (1/m) of a diffracted and an incident direction, and the inputs
 * that follow from it.
 */
export function scattering<T>(
  m: Calculator<T>,
  direction: Triple<T>,
  source: { incident: Triple<T | number>; magnetic: Triple<T | number>; wavelength: T | number },
) {
  const perWavelength = m.ratio(1, source.wavelength);
  const along = (i: 0 | 1 | 2) => m.product(m.minus(direction[i], source.incident[i]), perWavelength);
  const q: Triple<T> = [along(0), along(1), along(2)];
  return {
    q,
    sinThetaOverLambda: m.product(0.5, m.sqrt(m.dot(q, q))),
    cosTwoTheta: m.dot(direction, source.incident),
    cosMagneticAxis: m.dot(direction, source.magnetic),
  };
}

/**
 * Splits a fractional index, the product of a direct cell vector (m) and the scattering vector, into Miller index and
 * remainder.
 */
export function splitIndex<T>(m: Calculator<T>, vector: Triple<T | number>, q: Triple<T>) {
  const index = m.dot(vector, q);
  const whole = m.millerIndex(index);
  return { whole, rest: m.minus(index, whole) };
}
