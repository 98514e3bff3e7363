import { parameters, term, usageError } from '@braggsim/core';
import type { Calculator } from '@braggsim/formula';
import { RING_MATERIALS } from './materials/rings';

/** Parameters of a `rings` background, as an experiment gives them. */
export const ringsParameters = parameters({
  rings: {
    type: 'numberLists',
    count: 2,
    doc: 'd-spacing (Å) and strength of each ring: multiplicity times squared amplitude, summed over the family (electrons²)',
  },
  material: { type: 'enum', options: ['ice-ih'], doc: 'rings and cell volume that come with braggsim: hexagonal ice' },
  cells: {
    type: 'number',
    min: 0,
    required: true,
    doc: 'unit cells of the powder in the beam: its volume over that of a cell',
  },
  cellVolumeA3: {
    type: 'number',
    unit: 'Å³',
    min: 0,
    exclusiveMin: true,
    doc: 'volume of the unit cell; that of the material when absent',
  },
  sizeA: {
    type: 'number',
    unit: 'Å',
    min: 0,
    exclusiveMin: true,
    doc: 'size of the crystallites, which widens all rings alike',
  },
  strainPercent: {
    type: 'number',
    unit: '%',
    min: 0,
    doc: 'full width of the spread of d-spacings, which widens outer rings more',
  },
});

type Ring = readonly [dA: number, strength: number];

/** Full width at half maximum of a ring over the root of 4 ln 2 that a Gaussian has. */
const FOUR_LN2 = 4 * Math.LN2;
/** 1/d in 1/Å for each unit of sin(theta)/lambda in 1/m. */
const PER_SIN_THETA_OVER_LAMBDA = 2e-10;
/** Largest slope of exp(-x^2). */
const STEEPEST = Math.SQRT2 * Math.exp(-1 / 2);
/** Scherrer's constant for full widths of crystallites of any shape. */
const SCHERRER = 0.9;

function ringsOf({
  rings,
  material,
}: {
  readonly rings?: readonly Ring[];
  readonly material?: string;
}): readonly Ring[] {
  if ((rings === undefined) === (material === undefined)) {
    throw usageError('a background of rings names either rings or a material; give one of them');
  }
  const list = rings ?? RING_MATERIALS[material as keyof typeof RING_MATERIALS].rings;
  const wrong = list.find(([d, strength]) => !(d > 0) || !(strength >= 0));
  if (list.length > 0 && !wrong) return list;
  throw usageError(
    wrong
      ? `rings has [${wrong.join(', ')}]; expected a d-spacing above 0 Å and a strength of at least 0: correct that ring`
      : 'rings is empty; expected at least one ring of d-spacing and strength',
  );
}

/** Returns the height and width of one ring in (1/Å, electrons^2). */
function shapeOf([dA, strength]: Ring, cells: number, volume: number, width: (radius: number) => number) {
  const radius = 1 / dA;
  const full = width(radius);
  const unitArea = Math.sqrt(FOUR_LN2 / Math.PI) / full;
  return {
    radius,
    narrowness: FOUR_LN2 / full ** 2,
    height: (cells * strength * unitArea) / (4 * Math.PI * radius ** 2 * volume),
  };
}

/**
 * Powder rings without texture: small crystals in all orientations, each ring a Gaussian in S = 1/d whose width is that of
 * the size of the crystallites and of the strain together.
 */
export const rings = term({
  slot: 'background',
  id: 'rings',
  version: 1,
  params: ringsParameters,
  about: {
    equation:
      'cells sum_r m_r F_r^2/(4 pi S_r^2 V) p(S - S_r), S = 2 sin(theta)/lambda, p a Gaussian of unit area and full width w: w^2 = (0.9/size)^2 + (strain S_r)^2',
    citation: 'Langford & Wilson (1978), J. Appl. Cryst. 11, 102',
  },
  inputs: ['sinThetaOverLambda'],
  constants: (params) => {
    const given = params as Parameters<typeof ringsOf>[0] & {
      readonly cells: number;
      readonly cellVolumeA3?: number;
      readonly sizeA?: number;
      readonly strainPercent?: number;
    };
    const { sizeA, strainPercent = 0, material } = given;
    const list = ringsOf(given);
    const volume = given.cellVolumeA3 ?? RING_MATERIALS[material as keyof typeof RING_MATERIALS]?.volumeA3;
    if (volume === undefined)
      throw usageError('a background of rings needs cellVolumeA3 (Å³), the volume of the unit cell; add it');
    if (sizeA === undefined && strainPercent === 0) {
      throw usageError('a background of rings needs a width: give sizeA (Å) or strainPercent (%), or both');
    }
    const width = (radius: number) =>
      Math.hypot(sizeA === undefined ? 0 : SCHERRER / sizeA, (strainPercent / 100) * radius);
    const shapes = list.map((ring) => shapeOf(ring, given.cells, volume, width));
    return {
      radii: shapes.map(({ radius }) => radius),
      narrowness: shapes.map(({ narrowness }) => narrowness),
      heights: shapes.map(({ height }) => height),
    };
  },
  slope: ({ narrowness }) => STEEPEST * Math.sqrt(Math.max(...narrowness)) * PER_SIN_THETA_OVER_LAMBDA,
  formula: (m, { sinThetaOverLambda }, { radii, narrowness, heights }) => {
    const s = m.product(PER_SIN_THETA_OVER_LAMBDA, sinThetaOverLambda);
    return radii
      .map((radius, i) => ringAt(m, s, radius, narrowness[i] as typeof radius, heights[i] as typeof radius))
      .reduce((sum, ring) => m.sum(sum, ring));
  },
});

const ringAt = <T>(m: Calculator<T>, s: T, radius: T | number, narrowness: T | number, height: T | number): T =>
  m.product(height, m.exp(m.neg(m.product(narrowness, m.square(m.minus(s, radius))))));
