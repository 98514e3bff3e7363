import { isBraggsimError, units } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { resolveBeam } from './beam';
import { relativisticFactor, scatteredPerSquaredAmplitude } from './particle';

const electrons = (energyEv: number) => resolveBeam({ particle: 'electron', energyEv, fluencePerM2: 1e22 }).value;

describe('a beam of electrons', () => {
  test.each([
    [100, 0.0370144],
    [200, 0.0250793],
    [300, 0.0196875],
  ])('of %d keV has a wavelength of %d A', (keV, angstrom) => {
    expect(units.toAngstrom(electrons(1000 * keV).wavelength)).toBeCloseTo(angstrom, 7);
  });

  test('twice the energy halves the square of the wavelength where gamma is 1', () => {
    expect(electrons(1).wavelength ** 2 / electrons(2).wavelength ** 2).toBeCloseTo(2, 5);
  });

  test('its energy follows from its wavelength', () => {
    for (const energyEv of [10, 1e4, 2e5, 3e6]) {
      expect(units.energyOfElectrons(electrons(energyEv).wavelength) / energyEv).toBeCloseTo(1, 12);
    }
    const { wavelength } = resolveBeam({ particle: 'electron', wavelengthA: 0.0250793 }).value;
    expect(units.energyOfElectrons(wavelength) / 2e5).toBeCloseTo(1, 5);
  });

  test('scatters by the square of gamma, 1 + E/mc^2', () => {
    expect(relativisticFactor(electrons(510998.95))).toBeCloseTo(2, 6);
    expect(scatteredPerSquaredAmplitude(electrons(510998.95))).toBeCloseTo(400, 4);
    expect(scatteredPerSquaredAmplitude(electrons(1e-3))).toBeCloseTo(100, 4);
  });

  test('is not polarized', () => {
    expect(electrons(2e5)).toMatchObject({ particle: 'electron', polarizationFraction: null });
  });

  test.each([
    [{ particle: 'electron' }, 'a beam of electrons needs beam.energyEv'],
    [{ particle: 'electron', energyEv: 2e5, polarization: 0.9 }, 'beam.polarization 0.9 is for photons'],
    [{ particle: 'electron', energyEv: 2e5, polarization: 'off' }, 'leave beam.polarization out'],
    [{ particle: 'electron', energyEv: 2e5, wavelengthA: 0.025 }, 'expected one of beam.wavelengthA and beam.energyEv'],
    [{ particle: 'electron', spectrum: { kind: 'sase' } }, 'beam.spectrum is for photons'],
  ] as const)('%j is refused', (section, message) => {
    const error = (() => {
      try {
        resolveBeam(section);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isBraggsimError(error, 'usage') && error.message).toContain(message);
  });
});
