import { type Beam, checked, DEFAULT_FLUENCE, type Resolved, units, usageError, type Warning } from '@braggsim/core';
import { sourceParameters } from './parameters';
import type { BeamSection } from './sections';

const valid = (field: string, value: number): number => checked(sourceParameters, `beam.${field}`, value);

function wavelengthOf({ wavelengthA, energyEv }: BeamSection): number {
  if (wavelengthA !== undefined && energyEv !== undefined) {
    throw usageError(
      `beam.wavelengthA (${wavelengthA}) and beam.energyEv (${energyEv}) say the same thing; give one of them`,
    );
  }
  return energyEv === undefined
    ? units.fromAngstrom(valid('wavelengthA', wavelengthA ?? 1))
    : units.wavelengthOfEnergy(valid('energyEv', energyEv));
}

/** Kahn factor, or null where the polarization factor is left out. */
function kahnOf(polarization: number | 'off' = 0): Resolved<number | null> {
  if (polarization === 'off') return { value: null, warnings: [] };
  const kahn = valid('polarization', polarization);
  const possible = Math.abs(kahn) <= 1;
  const message = `a Kahn factor lies between -1 and 1; with ${kahn} the polarization factor can be negative`;
  return { value: kahn, warnings: possible ? [] : [{ id: 'polarization-range', message }] };
}

/** Photons per m^2, from flux, exposure and beam size where all three allow it. */
function fluenceOf(section: BeamSection, flux: number, exposure: number, beamSize: number): Resolved<number> {
  const given = valid('fluencePerM2', section.fluencePerM2 ?? DEFAULT_FLUENCE);
  if (flux === 0) return { value: given, warnings: [] };
  if (exposure <= 0 || beamSize < 0) {
    const message = 'the flux is not used: it takes an exposure and a beam size to make a fluence of it';
    return { value: given, warnings: [{ id: 'flux-ignored', message }] };
  }
  const fluence = (flux * exposure) / beamSize / beamSize;
  if (!Number.isFinite(fluence)) {
    throw usageError(
      `${flux} photons/s through a beam of ${units.toMm(beamSize)} mm are an infinite fluence; give a larger beam.beamSizeMm`,
    );
  }
  const message = 'flux, exposure and beam size override the fluence';
  return {
    value: fluence,
    warnings: section.fluencePerM2 === undefined ? [] : [{ id: 'fluence-overridden', message }],
  };
}

/**
 * Wavelength, fluence and polarization of the beam. Clipping the sample to the beam is the
 * crystal's business.
 *
 * @throws BraggsimError (`usage`) on impossible values
 */
export function resolveBeam(section: BeamSection = {}): Resolved<Beam> {
  const exposure = valid('exposureS', section.exposureS ?? 1);
  const beamSize = units.fromMm(valid('beamSizeMm', section.beamSizeMm ?? 0.1));
  const flux = valid('fluxPerS', section.fluxPerS ?? 0);
  const fluence = fluenceOf(section, flux, exposure, beamSize);
  const kahn = kahnOf(section.polarization);
  const warnings: Warning[] = [...fluence.warnings, ...kahn.warnings];
  return {
    value: {
      wavelength: wavelengthOf(section),
      fluence: fluence.value,
      flux: exposure > 0 ? (fluence.value / exposure) * beamSize * beamSize : flux,
      exposure,
      beamSize,
      kahn: kahn.value,
    },
    warnings,
  };
}
