import { dataError, type SourceRow, usageError, type Vec3, vector, type Warning } from '@braggsim/core';
import {
  type Beam,
  type Compatibility,
  resolveCompatibility,
  type SourceGrid,
  type Sources,
  type WithWarnings,
} from '@braggsim/core/derived';
import { type BeamFrame, gridDirections, gridWavelengths, resolveGrid, SOURCE_DISTANCE } from './grid';
import type { BeamSection } from './sections';
import { bandOf } from './spectrum/band';
import type { SpectrumLines } from './spectrum/lines';

/** Factors on the terms of each source. Normalized weights have a mean of 1, so that equal weights have no effect (docs/c-program.md F3). */
function weightsOf(given: Float64Array, use: Compatibility['sourceWeights']): Float64Array {
  if (use === 'ignore') return new Float64Array(given.length).fill(1);
  if (use === 'apply') return given.slice();
  const total = given.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw dataError('the weights of the sources add up to zero; at least one must be above zero');
  return given.map((weight) => (weight * given.length) / total);
}

/** Makes the sources of a grid of divergence and dispersion, each with a direction, a wavelength and a weight. */
function generated(grid: SourceGrid, beam: Beam, frame: BeamFrame): Sources {
  const directions = gridDirections(grid, frame);
  const spectrum = gridWavelengths(grid.dispersion, beam.wavelength);
  const count = directions.length * spectrum.length;
  return {
    count,
    positions: Float64Array.from(directions.flatMap((direction) => spectrum.flatMap(() => direction))),
    givenWeights: new Float64Array(count).fill(1 / count),
    weights: new Float64Array(count).fill(1),
    wavelengths: Float64Array.from(directions.flatMap(() => spectrum)),
    divergenceSteps: directions.length,
    grid,
  };
}

/** Returns the directions of a grid, each with all lines of a spectrum, in that order. */
function withSpectrum(grid: SourceGrid, { wavelengths, weights }: SpectrumLines, frame: BeamFrame): Sources {
  const directions = gridDirections(grid, frame);
  const channels = wavelengths.length;
  const count = directions.length * channels;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const perDirection = <T>(of: (channel: number) => T): T[] =>
    directions.flatMap(() => Array.from({ length: channels }, (_, channel) => of(channel)));
  const share = (channel: number) => (weights[channel] as number) / total;
  return {
    count,
    positions: Float64Array.from(directions.flatMap((d) => Array.from({ length: channels }, () => d).flat())),
    givenWeights: Float64Array.from(perDirection((channel) => share(channel) / directions.length)),
    weights: Float64Array.from(perDirection((channel) => share(channel) * channels)),
    wavelengths: Float64Array.from(perDirection((channel) => wavelengths[channel] as number)),
    ...(directions.length === 1 && channels > 1 && { areChannels: true as const }),
    divergenceSteps: directions.length,
    grid,
  };
}

/** Sources of the rows of a file. */
function listed(
  rows: readonly SourceRow[],
  grid: SourceGrid,
  beam: Beam,
  frame: BeamFrame,
  use: Compatibility['sourceWeights'],
): Sources {
  if (rows.length === 0) throw dataError('the list of sources is empty; it needs at least one');
  const middle = vector.scale(frame.beam, -SOURCE_DISTANCE);
  const positions = rows.map(({ direction }, index) => {
    const position = middle.map((component, axis) => direction[axis] ?? component) as unknown as Vec3;
    if (vector.length(position) > 0) return position;
    throw dataError(
      `source ${index + 1} is at the sample with the defaults of its missing components; give all of X Y Z`,
    );
  });
  const givenWeights = Float64Array.from(rows, (row) => row.weight ?? 1);
  return {
    count: rows.length,
    positions: Float64Array.from(positions.flat()),
    givenWeights,
    weights: weightsOf(givenWeights, use),
    wavelengths: Float64Array.from(rows, (row) => row.wavelengthM ?? beam.wavelength),
    divergenceSteps: null,
    grid,
  };
}

/** Refuses what has wavelengths of its own beside a spectrum. */
function checkBesideSpectrum({ dispersionPercent, dispersionSteps, sources, source }: BeamSection): void {
  const others = { dispersionPercent: dispersionPercent || undefined, dispersionSteps, sources, source };
  const other = Object.entries(others).find(([, value]) => value !== undefined);
  if (!other) return;
  throw usageError(`expected one of beam.${other[0]} and beam.spectrum, found both; remove one of them`);
}

/** Tells whether a section asks for divergence or dispersion. */
const spreads = ({ divergenceMrad, dispersionPercent, dispersionSteps }: BeamSection): boolean =>
  [divergenceMrad?.horizontal, divergenceMrad?.vertical, dispersionPercent, dispersionSteps].some((x) => (x ?? 0) > 0);

/**
 * Resolves the sources of a beam: a grid of directions and wavelengths (horizontal in the outer loop, then vertical, then
 * wavelength), or the rows of a source file.
 *
 * @param rows rows of the file that `section.sources` names
 * @param compatibility compatibility options; correct physics where one is absent
 * @param lines of the spectrum, in place of wavelength and dispersion
 * @throws BraggsimError (`usage`) for an invalid grid or missing rows, (`data`) for invalid rows
 */
export function resolveSources(
  section: BeamSection = {},
  beam: Beam,
  frame: BeamFrame,
  rows?: readonly SourceRow[],
  compatibility: Partial<Compatibility> = {},
  lines?: SpectrumLines,
): WithWarnings<Sources> {
  if (section.sources !== undefined && rows === undefined) {
    throw usageError(`beam.sources names the file '${section.sources}', but its rows were not passed`);
  }
  const { value: grid, warnings } = resolveGrid(section);
  if (lines) {
    checkBesideSpectrum(section);
    if (lines.between === 'linear') {
      return { value: { ...generated(grid, beam, frame), band: bandOf(lines, section.spectrum?.segments) }, warnings };
    }
    return { value: withSpectrum(grid, lines, frame), warnings };
  }
  if (rows === undefined) return { value: generated(grid, beam, frame), warnings };
  const ignored: Warning = {
    id: 'divergence-ignored',
    message: 'the source file replaces divergence and dispersion, which have no effect',
  };
  return {
    value: listed(rows, grid, beam, frame, resolveCompatibility('corrected', compatibility).sourceWeights),
    warnings: spreads(section) ? [ignored] : [],
  };
}
