import type { CompatibilityOptionId } from '@braggsim/core/derived';
import type { Experiment } from './experiment';

/** Returns the crystals of an experiment, in one section or a list. */
const crystalsOf = ({ crystal, crystals = [] }: Experiment) => [...(crystal ? [crystal] : []), ...crystals];

/** Tells whether any crystal has a cell with less than two right angles; others come out the same either way. */
const isOblique = (experiment: Experiment): boolean => crystalsOf(experiment).some(hasOblique);

const hasOblique = ({ cell = [] }: NonNullable<Experiment['crystal']>): boolean =>
  cell.slice(3).filter((angle) => angle > 0 && angle !== 90).length > 1;

/** Whether each compatibility option can matter at all for an experiment: a cheap test without false negatives. */
const CONCERNS: Readonly<Record<CompatibilityOptionId, (experiment: Experiment) => boolean>> = {
  cellReciprocal: isOblique,
  phiSample: ({ scan }) => scan?.widthDeg !== undefined || scan?.stepDeg !== undefined || scan?.phiSteps !== undefined,
  water: ({ background = [] }) => background.length > 0,
  factors: () => true,
  sensorLayers: ({ detector }) => (detector?.sensor?.thicknessUm ?? 0) > 0,
  beamReport: ({ detector }) => (detector?.twoThetaDeg ?? 0) !== 0,
  culledBackground: ({ sampling }) => (sampling?.dMinA ?? 0) > 0,
  sourceWeights: ({ beam }) => beam?.sources !== undefined,
  curvedSurface: ({ detector }) => detector?.curved === true,
  emptySensor: ({ detector, sampling }) => detector?.sensor !== undefined || sampling?.perSample?.capture === true,
  namedPivot: ({ detector }) => detector?.pivot !== undefined,
  cornerVector: ({ detector }) => detector?.cornerM !== undefined,
  angles: (experiment) =>
    crystalsOf(experiment).some(
      ({ mosaic, misset }) => [mosaic?.spreadDeg ?? 0].flat().some((spread) => spread > 0) || misset === 'random',
    ),
  noPolarization: ({ sampling }) => sampling?.perSample?.polarization === true,
};

/**
 * Tells whether a compatibility option can change anything about an experiment. It may say yes where nothing changes, but
 * never no where something does.
 */
export const concerns = (id: CompatibilityOptionId, experiment: Experiment): boolean => CONCERNS[id](experiment);
