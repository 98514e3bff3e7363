import type { Experiment } from '@braggsim/experiment';

/** The experiment at the start: a lysozyme crystal of a few hundred cells in water, slightly mis-set. */
export const START = {
  beam: { wavelengthA: 1, fluencePerM2: 1e28, polarization: 0.9 },
  detector: { convention: 'mosflm', pixelsFast: 512, pixelsSlow: 512, pixelMm: 0.344, distanceMm: 150 },
  crystal: {
    cell: [78.35, 78.35, 37.54, 90, 90, 90],
    misset: [3, 6, 8],
    cells: [9, 9, 9],
    shape: 'gauss',
    mosaic: { spreadDeg: 0.4, domains: 24 },
  },
  structureFactors: { file: 'lysozyme_1vat.hkl.gz' },
  background: [{ kind: 'water', thicknessUm: 0.06 }],
  sampling: { oversample: 2 },
} as const satisfies Experiment;

type Section = Readonly<Record<string, unknown>>;

/** Returns the value of a field, such as `beam.wavelengthA`. */
export function valueAt(experiment: Experiment, field: string): unknown {
  return field.split('.').reduce<unknown>((section, name) => (section as Section | undefined)?.[name], experiment);
}

/** Returns an experiment with another value of a field. */
export function withValue(experiment: Experiment, field: string, value: unknown): Experiment {
  const within = (section: Section, [name = '', ...rest]: readonly string[]): Section => ({
    ...section,
    [name]: rest.length === 0 ? value : within((section[name] ?? {}) as Section, rest),
  });
  return within(experiment as Section, field.split('.'));
}
