import { stageRequest, usageError } from '@braggsim/core';
import { valueAt } from '@braggsim/core/text';
import type { Experiment } from './experiment';

/** Fields of physics that the C program does not have. */
const FIELDS = [
  'crystals',
  'crystal.cellsOffDiagonal',
  'crystal.shapeSymmetry',
  'crystal.normalize',
  'crystal.neighbours',
  'crystal.diffuse',
  'crystal.offsetMm',
  'beam.profile',
  'beam.particle',
  'detector.cameraLengthMm',
  'structureFactors.unit',
  'beam.spectrum',
  'crystal.mosaic.distribution',
  'crystal.mosaic.axes',
  'crystal.mosaic.file',
  'crystal.cellSpread',
  'crystal.orientation',
  'crystal.bFactorA2',
  'crystal.resolutionA',
  'crystal.blocks',
  'structureFactors.f000',
  'beamStop',
  'absorption',
  'sampling.spotCutoff',
] as const;
/** Shapes that the C program does not have. */
const SHAPES: ReadonlySet<string> = new Set(['gauss-star']);

/** Backgrounds that the C program does not have. */
const BACKGROUNDS: ReadonlySet<string> = new Set(['rings', 'powder', 'air']);

/** Lists the fields of an experiment that go beyond the C program. */
function beyondCProgram(experiment: Experiment): string[] {
  const shape = stageRequest(experiment.crystal?.shape ?? 'square').kind;
  const rings = (experiment.background ?? []).filter(({ kind }) => BACKGROUNDS.has(kind));
  return [
    ...rings.map(({ kind }) => `background: ${kind}`),
    ...FIELDS.filter((path) => valueAt(experiment, path) !== undefined),
    ...(SHAPES.has(shape) ? [`crystal.shape: ${shape}`] : []),
  ];
}

/**
 * Refuses physics that the C program does not have where an experiment asks to be computed as the C program does.
 *
 * @throws BraggsimError (`usage`) that names the fields
 */
export function refuseBeyondCProgram(experiment: Experiment): void {
  if (experiment.compat !== 'nanobragg-c') return;
  const fields = beyondCProgram(experiment);
  if (fields.length === 0) return;
  const are = fields.length > 1 ? 'are fields' : 'is a field';
  throw usageError({
    message: `${fields.join(', ')} ${are} that the C program does not have, and compat is nanobragg-c; leave them out, or compat`,
    expected: 'fields that the C program has',
    found: fields.join(', '),
    remedy: 'leave them out, or compat',
  });
}
