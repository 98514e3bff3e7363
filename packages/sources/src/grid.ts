import {
  checked,
  type Resolved,
  type Sampling,
  type SourceGrid,
  units,
  usageError,
  type Vec3,
  vector,
} from '@braggsim/core';
import { sourceParameters } from './parameters';
import { resolveSampling } from './sampling';
import type { BeamSection } from './sections';

/** Directions of the beam that a grid of sources is laid out on: unit vectors in the lab frame. */
export interface BeamFrame {
  /** Along propagation. */
  readonly beam: Vec3;
  readonly polarization: Vec3;
  /** Normal of the polarization plane: unit(beam x polarization). */
  readonly vertical: Vec3;
}

/** More than this is a mistake in a step, not a beam. */
export const MAX_SOURCES = 1e6;

/** Where sources are put: only the direction counts. */
export const SOURCE_DISTANCE = 10;

const optional = (field: string, value: number | undefined): number | undefined =>
  value === undefined ? undefined : checked(sourceParameters, `beam.${field}`, value);

const milliradians = (field: string, value: number | undefined): number | undefined => {
  const mrad = optional(`divergenceMrad.${field}`, value);
  return mrad === undefined ? undefined : units.fromMrad(mrad);
};

/**
 * Sampling of divergence and dispersion.
 *
 * @throws BraggsimError (`usage`) on impossible values and on grids of more than `MAX_SOURCES`
 */
export function resolveGrid({
  divergenceMrad = {},
  dispersionPercent,
  dispersionSteps,
}: BeamSection): Resolved<SourceGrid> {
  const both = optional('divergenceMrad.steps', divergenceMrad.steps);
  const angle = { name: 'mrad', perOne: 1000 };
  const axis = (name: 'horizontal' | 'vertical') =>
    resolveSampling(
      {
        range: milliradians(name, divergenceMrad[name]),
        step: milliradians(`${name}Step`, divergenceMrad[`${name}Step`]),
        steps: optional(`divergenceMrad.${name}Steps`, divergenceMrad[`${name}Steps`]) ?? both,
      },
      `${name} divergence`,
      angle,
    );
  const horizontal = axis('horizontal');
  const vertical = axis('vertical');
  const dispersion = resolveSampling(
    {
      // Unlike the divergence, the spectrum starts with a width: a count alone spreads nothing.
      range: units.fromPercent(optional('dispersionPercent', dispersionPercent) ?? 0),
      steps: optional('dispersionSteps', dispersionSteps),
    },
    'dispersion',
    { name: '%', perOne: 100 },
  );
  if (dispersion.value.range >= 2) {
    throw usageError(
      `beam.dispersionPercent (--dispersion) is below 200 %, so that every wavelength is positive, not ${dispersionPercent}`,
    );
  }
  const grid = {
    horizontal: horizontal.value,
    vertical: vertical.value,
    dispersion: dispersion.value,
    outline: divergenceMrad.outline ?? 'round',
  };
  const count = grid.horizontal.steps * grid.vertical.steps * grid.dispersion.steps;
  if (count > MAX_SOURCES) {
    throw usageError(
      `divergence and dispersion make at most ${MAX_SOURCES} sources, not ${count}; take fewer or larger steps`,
    );
  }
  return { value: grid, warnings: [...horizontal.warnings, ...vertical.warnings, ...dispersion.warnings] };
}

/** Square of an offset in units of the range, less half a step where the samples straddle the middle. */
function eccentricity({ range, step, steps }: Sampling, offset: number): number {
  const straddle = steps % 2 === 0 ? 1 : 0;
  return (offset * offset - ((step * step) / 4) * straddle) / range / range;
}

/**
 * Horizontal and vertical deviations (rad) of a grid's directions: horizontal outer, vertical inner. A round outline
 * leaves the corners out; a fan in one direction has no outline, since its 0/0 compares false.
 */
export function gridDeviations({ horizontal, vertical, outline }: SourceGrid): [number, number][] {
  const deviations: [number, number][] = [];
  for (let i = 0; i < horizontal.steps; i++) {
    const h = horizontal.step * i - horizontal.range / 2;
    for (let j = 0; j < vertical.steps; j++) {
      const v = vertical.step * j - vertical.range / 2;
      const outside = 4 * (eccentricity(horizontal, h) + eccentricity(vertical, v)) > 1.1;
      if (outline === 'square' || !outside) deviations.push([h, v]);
    }
  }
  return deviations;
}

/** Sample-to-source vectors of a grid, in the order of its deviations. */
export function gridDirections(grid: SourceGrid, frame: BeamFrame): Vec3[] {
  const middle = vector.scale(frame.beam, -SOURCE_DISTANCE);
  return gridDeviations(grid).map(([h, v]) =>
    vector.rotateAbout(vector.rotateAbout(middle, frame.polarization, v), frame.vertical, h),
  );
}

/** Equally spaced and equally weighted wavelengths about the central one. */
export const gridWavelengths = ({ range, step, steps }: Sampling, central: number): number[] =>
  Array.from({ length: steps }, (_, i) => central * (1 + step * i - range / 2));
