import { ELECTRON_RADIUS_SQUARED, units, usageError } from '@braggsim/core';
import type { Beam } from '@braggsim/core/derived';
import type { BeamSection } from './sections';

/** Rest energy of an electron, eV. */
const ELECTRON_REST_ENERGY_EV = 510998.95;
/** Square metres of a squared angstrom: amplitudes of electrons are in A. */
const SQUARE_ANGSTROM = 1e-20;

/** Returns the energy of electrons over their rest energy, 1 + E/mc^2: the factor of their mass, and so of their scattering amplitudes. */
export const relativisticFactor = ({ wavelength }: Pick<Beam, 'wavelength'>): number =>
  1 + units.energyOfElectrons(wavelength) / ELECTRON_REST_ENERGY_EV;

/**
 * Returns the number of particles that a squared amplitude of 1 scatters into a unit of solid angle: fluence times r_e^2 for photons, whose
 * amplitudes are in electrons; fluence times gamma^2 A^2 for electrons, whose amplitudes are those of the rest mass in A.
 */
export const scatteredPerSquaredAmplitude = (beam: Pick<Beam, 'wavelength' | 'fluence' | 'particle'>): number =>
  beam.particle === 'electron'
    ? SQUARE_ANGSTROM * relativisticFactor(beam) ** 2 * beam.fluence
    : ELECTRON_RADIUS_SQUARED * beam.fluence;

/** Fields of the beam that photons alone have. */
const OF_PHOTONS = ['polarization', 'spectrum'] as const;

/**
 * Computes the relativistic wavelength (m) of a beam of electrons from its kinetic energy (eV), or takes it from its wavelength (Å).
 *
 * @param valid returns a given value, or throws where it is out of range
 * @throws BraggsimError (`usage`) where neither is given
 */
export function electronWavelength(
  { energyEv, wavelengthA }: Pick<BeamSection, 'energyEv' | 'wavelengthA'>,
  valid: (field: 'wavelengthA' | 'energyEv', value: number) => number,
): number {
  if (energyEv !== undefined) return units.wavelengthOfElectrons(valid('energyEv', energyEv));
  if (wavelengthA !== undefined) return units.fromAngstrom(valid('wavelengthA', wavelengthA));
  throw usageError({
    message:
      'a beam of electrons needs beam.energyEv (eV), found neither it nor beam.wavelengthA; add it (--electrons KEV)',
    expected: 'beam.energyEv',
    found: 'neither it nor beam.wavelengthA',
    remedy: 'add it (--electrons KEV)',
  });
}

/**
 * Refuses fields of the beam that have no meaning for electrons.
 *
 * @throws BraggsimError (`usage`) that names the field
 */
export function checkElectrons(section: BeamSection): void {
  const field = OF_PHOTONS.find((name) => section[name] !== undefined);
  if (field === undefined) return;
  const found = typeof section[field] === 'object' ? '' : ` ${section[field]}`;
  throw usageError({
    message: `beam.${field}${found} is for photons, and beam.particle is electron; leave beam.${field} out`,
    expected: `no beam.${field} beside electrons`,
    found: `beam.${field}${found}`,
    remedy: `leave beam.${field} out`,
  });
}
