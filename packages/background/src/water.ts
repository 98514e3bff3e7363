import { AVOGADRO, ELECTRON_RADIUS_SQUARED, parameters, term, units } from '@braggsim/core';
import { type Compatibility, resolveCompatibility } from '@braggsim/core/derived';

/** Amplitude that a water molecule scatters incoherently into every direction, electrons. */
const MOLECULE_AMPLITUDE = 2.57;
const GRAMS_PER_M3 = 1e6;
const GRAMS_PER_MOL = 18;

const thickness = {
  type: 'number',
  unit: 'µm',
  default: 0,
  min: 0,
  flag: '--water',
  doc: 'edge of a cube of water in the beam',
} as const;

/** Parameters of the background stages by their path in the experiment file. */
export const backgroundParameters = parameters({ 'background.water.thicknessUm': thickness });

/** Computes the number of water molecules in a cube of edge `size` (m). */
export const waterMolecules = (size: number): number => (size ** 3 * GRAMS_PER_M3 * AVOGADRO) / GRAMS_PER_MOL;

/** Computes the squared amplitude of a cube of water, electrons^2. */
const scatteringOf = (thicknessUm: number): number =>
  MOLECULE_AMPLITUDE ** 2 * waterMolecules(units.fromUm(thicknessUm));

/** Incoherent scattering of water, the same in every direction. */
export const water = term({
  slot: 'background',
  id: 'water',
  version: 1,
  params: { thicknessUm: thickness },
  about: {
    equation: 'I = 2.57² n_water, n_water = size³ · 1 g/cm³ · N_A / (18 g/mol)',
    citation: 'nanoBragg, water background',
  },
  inputs: [],
  constants: ({ thicknessUm }) => ({ value: scatteringOf(thicknessUm as number) }),
  formula: (m, _inputs, { value }) => m.value(value),
  slope: () => 0,
});

/**
 * Computes the factor by which the C program scales its water, or undefined where water is a sample like any other. The
 * C program makes photons of it before the common factor r_e^2 fluence/steps does so again, once per pixel
 * (docs/c-program.md P7).
 *
 * @param compatibility compatibility options; correct physics where one is absent
 */
export const waterScale = (fluence: number, compatibility: Partial<Compatibility> = {}): number | undefined =>
  resolveCompatibility('corrected', compatibility).water === 'once' ? undefined : ELECTRON_RADIUS_SQUARED * fluence;
