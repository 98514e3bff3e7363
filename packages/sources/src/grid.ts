import { checked, units, usageError, type Vec3, vector } from '@braggsim/core';
import type { Sampling, SourceGrid, WithWarnings } from '@braggsim/core/derived';
import { sourceParameters } from './parameters';
import { resolveSampling } from './sampling';
import type { BeamSection } from './sections';

/** Directions of the beam in which a grid of sources is placed: unit vectors in the laboratory frame. */
export interface BeamFrame {
  /** Direction of propagation. */
  readonly beam: Vec3;
  readonly polarization: Vec3;
  /** Normal of the polarization plane: unit(beam x polarization). */
  readonly vertical: Vec3;
}

/** Largest number of sources; more of them are taken for a mistake in a step. */
export const MAX_SOURCES = 1e6;

/** Distance of sources from the sample; only their directions matter. */
export const SOURCE_DISTANCE = 10;

/** Checks a value that may be absent against the range of its parameter. */
const optional = (field: string, value: number | undefined): number | undefined =>
  value === undefined ? undefined : checked(sourceParameters, `beam.${field}`, value);

/** Converts an angle of the divergence section from mrad to rad. */
const milliradians = (field: string, value: number | undefined): number | undefined => {
  const mrad = optional(`divergenceMrad.${field}`, value);
  return mrad === undefined ? undefined : units.fromMrad(mrad);
};

/**
 * Resolves the sampling of divergence and dispersion.
 *
 * @throws BraggsimError (`usage`) for values out of their ranges and for grids of more than `MAX_SOURCES`
 */
export function resolveGrid({
  divergenceMrad = {},
  dispersionPercent,
  dispersionSteps,
}: BeamSection): WithWarnings<SourceGrid> {
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
      // Unlike the divergence, the dispersion has a default of 0: a number of steps alone has no effect.
      range: units.fromPercent(optional('dispersionPercent', dispersionPercent) ?? 0),
      steps: optional('dispersionSteps', dispersionSteps),
    },
    'dispersion',
    { name: '%', perOne: 100 },
  );
  if (dispersion.value.range >= 2) {
    throw usageError(
      `expected beam.dispersionPercent (--dispersion) below 200 %, so that every wavelength is positive, found ${dispersionPercent}`,
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
      `expected at most ${MAX_SOURCES} sources from divergence and dispersion, found ${count}; use fewer or larger steps`,
    );
  }
  return { value: grid, warnings: [...horizontal.warnings, ...vertical.warnings, ...dispersion.warnings] };
}

/** Returns the square of an offset in units of the range, reduced for an even number of samples, which has none in the middle. */
function eccentricity({ range, step, steps }: Sampling, offset: number): number {
  const straddle = steps % 2 === 0 ? 1 : 0;
  return (offset * offset - ((step * step) / 4) * straddle) / range / range;
}

/**
 * Lists the horizontal and vertical deviations (rad) of a grid's directions: horizontal in the outer loop, vertical in the inner
 * one. A round outline omits the corners; it has no effect on a grid in one direction, since its 0/0 compares false.
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

/** Computes the vectors from the sample to the sources of a grid, in the order of its deviations. */
export function gridDirections(grid: SourceGrid, frame: BeamFrame): Vec3[] {
  const middle = vector.scale(frame.beam, -SOURCE_DISTANCE);
  return gridDeviations(grid).map(([h, v]) =>
    vector.rotateAbout(vector.rotateAbout(middle, frame.polarization, v), frame.vertical, h),
  );
}

/** Lists equally spaced wavelengths about the central one, in its unit. */
export const gridWavelengths = ({ range, step, steps }: Sampling, central: number): number[] =>
  Array.from({ length: steps }, (_, i) => central * (1 + step * i - range / 2));
