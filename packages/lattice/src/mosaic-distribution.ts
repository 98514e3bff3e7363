import { type Mat3, units, usageError, type Vec3, vector } from '@braggsim/core';
import type { Mosaic } from '@braggsim/core/derived';
import type { Blocks } from './blocks';
import { quasiRandomNormals } from './quasi-random';
import { rotationMatrix } from './rotation';
import type { CrystalSection } from './sections';

/** What domains depend on besides the section of the mosaic. */
export interface MosaicSurroundings {
  /** Axes of the crystal at spindle angle 0, as rows: along a, across, along c*. Unit vectors in the lab frame. */
  readonly axes?: vector.Basis;
  readonly cellSpread?: CrystalSection['cellSpread'];
  /** Content of the file that `crystal.mosaic.file` names. */
  readonly blocks?: Blocks | undefined;
}

type Spread = number | Vec3;
const threeOf = (spread: Spread): Vec3 => (typeof spread === 'number' ? [spread, spread, spread] : spread);

/** Returns the axes of mosaic and diffuse scattering: e1 along a, e3 along c*, e2 = e3 x e1. */
export function crystalAxes({ a, cStar }: { readonly a: Vec3; readonly cStar: Vec3 }): vector.Basis {
  const e1 = vector.unit(a);
  const e3 = vector.unit(cStar);
  return [e1, vector.cross(e3, e1), e3];
}

/** Returns the rotation by |omega| about omega, in the frame of some axes: E^T U E. */
function rotationIn(axes: Mat3, omega: Vec3): Mat3 {
  const angle = vector.length(omega);
  if (angle === 0) return vector.IDENTITY;
  const u = rotationMatrix(vector.scale(omega, 1 / angle), angle);
  return vector.multiply(vector.transpose(axes), vector.multiply(u, axes));
}

/** Returns a rotation of a file in the frame of some axes. */
const blockIn = (axes: Mat3, rotation: Mat3): Mat3 =>
  vector.multiply(vector.transpose(axes), vector.multiply(rotation, axes));

/** Factors of the cell edges of each domain, from as many columns of deviates as there are numbers. */
function edgesOf(percent: Spread, deviates: Float64Array, columns: number, first: number): Float64Array {
  const widths = threeOf(percent).map(units.fromPercent);
  const perAxis = typeof percent !== 'number';
  const domains = deviates.length / columns;
  return Float64Array.from({ length: 3 * domains }, (_, i) => {
    const [domain, axis] = [Math.floor(i / 3), i % 3];
    const column = first + (perAxis ? axis : 0);
    return 1 + (widths[axis] as number) * (deviates[domain * columns + column] as number);
  });
}

/** Weights with a mean of 1; undefined where all are alike. */
function meanOne(weights: Float64Array): Float64Array | undefined {
  if (weights.every((weight) => weight === weights[0])) return undefined;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

const isSpread = (spread: Spread): boolean => threeOf(spread).some((x) => x > 0);

/**
 * Makes the domains whose rotations and cell edges sample Gaussian distributions, or those of a file.
 *
 * @param domains number of domains of a distribution; a file has its own number, and a spread of zero one domain
 */
export function distributedDomains(
  section: NonNullable<CrystalSection['mosaic']>,
  domains: number,
  { axes, cellSpread, blocks }: MosaicSurroundings,
): Mosaic {
  const { spreadDeg = 0, axes: frame = 'crystal', seed } = section;
  const percent = cellSpread?.percent ?? 0;
  const turns = blocks === undefined && isSpread(spreadDeg);
  const varies = isSpread(percent);
  const count = blocks?.weights.length ?? (turns || varies ? domains : 1);
  const ownColumns = varies ? (typeof percent === 'number' ? 1 : 3) : 0;
  const columns = (turns ? 3 : 0) + ownColumns;
  const deviates = columns > 0 ? quasiRandomNormals(count, columns, seed) : new Float64Array(0);
  const inFrame = vector.fromRows(frame === 'crystal' && axes ? axes : vector.rows(vector.IDENTITY));
  const widths = threeOf(spreadDeg).map(units.fromDegrees);
  const rotationOf = (domain: number): Mat3 => {
    if (blocks) {
      const rows = blocks.rotations.subarray(9 * domain, 9 * domain + 9);
      return blockIn(inFrame, Array.from(rows) as unknown as Mat3);
    }
    if (!turns) return vector.IDENTITY;
    const omega = widths.map((width, j) => width * (deviates[domain * columns + j] as number));
    return rotationIn(inFrame, omega as unknown as Vec3);
  };
  const weights = blocks && meanOne(blocks.weights);
  return {
    spread: Math.max(...widths),
    domains: count,
    rotations: Float64Array.from(Array.from({ length: count }, (_, domain) => rotationOf(domain)).flat()),
    turnsWithCrystal: frame === 'crystal',
    ...(varies && { edges: edgesOf(percent, deviates, columns, turns ? 3 : 0) }),
    ...(weights && { weights }),
  };
}

/**
 * Tells whether the domains sample a Gaussian distribution of rotations or cells, or come from a file, rather than being
 * random rotations up to a largest one.
 *
 * @throws BraggsimError (`usage`) for fields that contradict each other
 */
export function isDistributed(section: CrystalSection['mosaic'], { cellSpread, blocks }: MosaicSurroundings): boolean {
  const { distribution, spreadDeg = 0, axes, domains, file, seed } = section ?? {};
  if (file !== undefined) {
    const beside = { spreadDeg: isSpread(spreadDeg) || undefined, domains, distribution, seed };
    const other = Object.entries(beside).find(([, value]) => value !== undefined);
    if (other) {
      throw usageError(
        `expected one of crystal.mosaic.file and crystal.mosaic.${other[0]}, found both: the file has the domains; remove one of them`,
      );
    }
    if (!blocks) throw usageError(`crystal.mosaic.file names the file '${file}', but its content was not passed`);
    return true;
  }
  const spreadsCell = isSpread(cellSpread?.percent ?? 0);
  if (distribution === 'gauss') return true;
  if (typeof spreadDeg !== 'number') {
    throw usageError(
      `crystal.mosaic.spreadDeg has three numbers, ${spreadDeg.join(', ')}, which the distribution cap does not take; expected one number, or crystal.mosaic.distribution gauss`,
    );
  }
  if (axes !== undefined) {
    throw usageError(
      `crystal.mosaic.axes is ${axes} and has no effect on the distribution cap, which has none; remove it, or set crystal.mosaic.distribution to gauss`,
    );
  }
  if (spreadsCell && spreadDeg > 0) {
    throw usageError(
      'crystal.cellSpread varies the cell over domains of the distribution gauss, and the distribution is cap; set crystal.mosaic.distribution to gauss (--mosaic-distribution gauss)',
    );
  }
  return spreadsCell;
}
