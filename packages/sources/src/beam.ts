import { checked, DEFAULT_FLUENCE, units, usageError, type Warning } from '@braggsim/core';
import type { Beam, BeamProfile, WithWarnings } from '@braggsim/core/derived';
import { sourceParameters } from './parameters';
import { checkElectrons, electronWavelength } from './particle';
import { profileArea, resolveProfile } from './profile';
import type { BeamSection } from './sections';
import type { SpectrumLines } from './spectrum/lines';
import { meanWavelength } from './spectrum/mean-wavelength';
import { spectrumKind } from './spectrum/resolve';

/** Checks a value of the beam section against the range of its parameter. */
const valid = (field: string, value: number): number => checked(sourceParameters, `beam.${field}`, value);

/** Refuses a wavelength or photon energy beside a spectrum, but for the mean energy of a model. */
function checkBesideSpectrum({ wavelengthA, energyEv, spectrum = {} }: BeamSection): void {
  const isModel = spectrumKind(spectrum) !== undefined;
  const isMean = isModel && spectrum.meanEv === undefined;
  const field = wavelengthA !== undefined ? 'wavelengthA' : energyEv !== undefined && !isMean ? 'energyEv' : undefined;
  if (field === undefined) return;
  const holds = isModel ? 'beam.spectrum.meanEv' : 'the file of beam.spectrum';
  throw usageError(
    `expected one of beam.${field} and beam.spectrum, found both: wavelengths follow from ${holds}; remove one of them`,
  );
}

/** Returns the wavelength (m), from the wavelength or the photon energy, or that of the mean photon energy of a spectrum. */
function wavelengthOf(section: BeamSection, lines: SpectrumLines | undefined): number {
  if (lines) {
    checkBesideSpectrum(section);
    return meanWavelength(lines);
  }
  const { wavelengthA, energyEv, particle } = section;
  if (wavelengthA !== undefined && energyEv !== undefined) {
    throw usageError(
      `expected one of beam.wavelengthA and beam.energyEv, found both (${wavelengthA} and ${energyEv}); remove one of them`,
    );
  }
  if (particle === 'electron') return electronWavelength(section, valid);
  return energyEv === undefined
    ? units.fromAngstrom(valid('wavelengthA', wavelengthA ?? 1))
    : units.wavelengthOfEnergy(valid('energyEv', energyEv));
}

/** Returns the polarization fraction, or null where the polarization factor is switched off. */
function polarizationFractionOf(polarization: number | 'off' = 0): WithWarnings<number | null> {
  if (polarization === 'off') return { value: null, warnings: [] };
  const fraction = valid('polarization', polarization);
  const possible = Math.abs(fraction) <= 1;
  const message = `expected a polarization fraction from -1 to 1, found ${fraction}: the polarization factor can be negative`;
  return { value: fraction, warnings: possible ? [] : [{ id: 'polarization-range', message }] };
}

/** Returns the fluence (photons/m²), from flux, exposure and beam size where a flux is given and the others allow it. */
function fluenceOf(
  section: BeamSection,
  flux: number,
  exposure: number,
  beamSize: number,
  profile: BeamProfile | undefined,
): WithWarnings<number> {
  const given = valid('fluencePerM2', section.fluencePerM2 ?? DEFAULT_FLUENCE);
  if (flux === 0) return { value: given, warnings: [] };
  if (exposure <= 0 || (beamSize < 0 && !profile)) {
    const message = 'the flux has no effect: without an exposure and a beam size above 0 it gives no fluence';
    return { value: given, warnings: [{ id: 'flux-ignored', message }] };
  }
  const fluence = profile ? (flux * exposure) / profileArea(profile) : (flux * exposure) / beamSize / beamSize;
  if (!Number.isFinite(fluence)) {
    throw usageError(
      `a flux of ${flux} photons/s and a beam size of ${units.toMm(beamSize)} mm give an infinite fluence; use a larger beam.beamSizeMm`,
    );
  }
  const message = `flux, exposure and ${profile ? 'the profile of the beam' : 'beam size'} override the fluence`;
  return {
    value: fluence,
    warnings: section.fluencePerM2 === undefined ? [] : [{ id: 'fluence-overridden', message }],
  };
}

/**
 * Resolves wavelength, fluence and polarization of the beam. The crystal is limited to the beam elsewhere.
 *
 * @param lines of the spectrum, where the section has one
 * @throws BraggsimError (`usage`) for values out of their ranges, and for a wavelength beside a spectrum
 */
export function resolveBeam(section: BeamSection = {}, lines?: SpectrumLines): WithWarnings<Beam> {
  const electrons = section.particle === 'electron';
  if (electrons) checkElectrons(section);
  const exposure = valid('exposureS', section.exposureS ?? 1);
  const beamSize = units.fromMm(valid('beamSizeMm', section.beamSizeMm ?? 0.1));
  const flux = valid('fluxPerS', section.fluxPerS ?? 0);
  const profile = resolveProfile(section);
  const given = fluenceOf(section, flux, exposure, beamSize, profile);
  const fluence = { ...given, value: given.value * (lines?.pulseEnergy ?? 1) };
  const polarization = polarizationFractionOf(electrons ? 'off' : section.polarization);
  const warnings: Warning[] = [...fluence.warnings, ...polarization.warnings];
  return {
    value: {
      wavelength: wavelengthOf(section, lines),
      fluence: fluence.value,
      flux: exposure > 0 ? (fluence.value / exposure) * (profile ? profileArea(profile) : beamSize * beamSize) : flux,
      exposure,
      beamSize: beamSize < 0 ? null : beamSize,
      polarizationFraction: polarization.value,
      ...(electrons && { particle: 'electron' }),
      ...(profile && { profile }),
    },
    warnings,
  };
}
