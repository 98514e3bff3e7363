import type { Experiment } from '@braggsim/experiment';
import { LANTHANUM_HEXABORIDE_VOLUME, lanthanumHexaborideRings } from './lanthanum-hexaboride';

/** The structure factors that come with the page. */
export const LYSOZYME_FILE = 'lysozyme_1vat.hkl.gz';

/** The experiment at the start: a lysozyme crystal of a few hundred cells in water, slightly mis-set. */
export const START = {
  beam: { wavelengthA: 1, fluencePerM2: 1e28, polarization: 0.9 },
  detector: { convention: 'mosflm', pixelsFast: 512, pixelsSlow: 512, pixelMm: 0.344, distanceMm: 150 },
  crystal: {
    cell: [78.35, 78.35, 37.54, 90, 90, 90],
    misset: [3, 6, 8],
    cells: [9, 9, 9],
    shape: 'gauss',
    normalize: true,
    mosaic: { spreadDeg: 0.4, domains: 24 },
  },
  structureFactors: { file: LYSOZYME_FILE },
  background: [{ kind: 'water', thicknessUm: 0.06 }],
  sampling: { oversample: 2 },
} as const satisfies Experiment;

const { crystal, structureFactors, background, detector, beam } = START;

/** Two crystals of different size that lie differently in a still image. */
const twoCrystals: Experiment = {
  beam,
  detector,
  crystals: [
    { ...crystal, misset: [3, 6, 8] },
    { ...crystal, misset: [48, -20, 75], scale: 0.4 },
  ],
  structureFactors,
  background,
  sampling: { oversample: 1 },
};

/** A powder of lanthanum hexaboride, the standard by which distances are calibrated. */
const ringStandard: Experiment = {
  beam: { wavelengthA: 0.8, fluencePerM2: 1e26, polarization: 0.9 },
  detector: { ...detector, distanceMm: 200, twoThetaDeg: 10 },
  background: [
    {
      kind: 'rings',
      rings: lanthanumHexaborideRings(),
      cellVolumeA3: LANTHANUM_HEXABORIDE_VOLUME,
      cells: 1e12,
      sizeA: 500,
    },
  ],
  sampling: { oversample: 2 },
};

/** Laue pattern of a beam with three percent of bandwidth. */
const pinkBeam: Experiment = {
  beam: {
    fluencePerM2: 1e29,
    polarization: 0.9,
    spectrum: { kind: 'gauss', meanEv: 12_400, fwhmEv: 370, channels: 21 },
  },
  detector,
  crystal: { ...crystal, cells: [6, 6, 12], mosaic: { spreadDeg: 0.3, domains: 6 } },
  structureFactors,
  background: [{ kind: 'water', thicknessUm: 0.02 }],
  sampling: { oversample: 1 },
};

/** Pixels of an edge and number of panels of an edge of the detector of many panels. */
const [PANEL_PX, PANELS, GAP_MM] = [64, 8, 2];

const panelStep = PANEL_PX * detector.pixelMm + GAP_MM;

/** A crystal before 64 panels with gaps between them. */
const manyPanels: Experiment = {
  ...START,
  detector: {
    ...detector,
    pixelsFast: 550,
    pixelsSlow: 550,
    panels: Array.from({ length: PANELS ** 2 }, (_, i) => ({
      name: `p${i}`,
      pixelsFast: PANEL_PX,
      pixelsSlow: PANEL_PX,
      cornerMm: [
        Number(((i % PANELS) * panelStep).toFixed(3)),
        Number((Math.floor(i / PANELS) * panelStep).toFixed(3)),
        0,
      ] as const,
    })),
  },
  sampling: { oversample: 1 },
};

/** Experiments to start from. */
export const PRESETS: Readonly<Record<string, Experiment>> = {
  lysozyme: START,
  'two crystals, still': twoCrystals,
  'ring standard (LaB6)': ringStandard,
  'pink beam (Laue)': pinkBeam,
  '64 panels': manyPanels,
};

type Section = Readonly<Record<string, unknown>>;

/** Returns an experiment with another value of a field; undefined removes it, and a section that becomes empty. */
export function withValue(experiment: Experiment, field: string, value: unknown): Experiment {
  const within = (section: Section, [name = '', ...rest]: readonly string[]): Section => {
    const { [name]: before, ...others } = section;
    const next = rest.length === 0 ? value : within((before ?? {}) as Section, rest);
    const isEmpty = next === undefined || (rest.length > 0 && Object.keys(next as Section).length === 0);
    // The order of the fields stays, so that equal experiments are written alike.
    return isEmpty ? others : before === undefined ? { ...section, [name]: next } : mapped(section, name, next);
  };
  return within(experiment as Section, field.split('.'));
}

const mapped = (section: Section, name: string, value: unknown): Section =>
  Object.fromEntries(Object.entries(section).map(([key, before]) => [key, key === name ? value : before]));
