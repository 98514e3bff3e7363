import { DEFAULT_FLUENCE, isBraggsimError } from '@braggsim/core';
import { referenceCases } from '@braggsim/testkit';
import { describe, expect, test } from 'vitest';
import { resolveBeam } from './beam';

test('defaults: 1 Å, unpolarized, the fluence whose product with r_e² is 1', () => {
  const { value, warnings } = resolveBeam();
  expect(value).toEqual({
    wavelength: 1e-10,
    fluence: DEFAULT_FLUENCE,
    flux: DEFAULT_FLUENCE * 1e-4 * 1e-4,
    exposure: 1,
    beamSize: 1e-4,
    polarizationFraction: 0,
  });
  expect(warnings).toEqual([]);
});

test('a photon energy is converted to a wavelength', () => {
  expect(resolveBeam({ energyEv: 12398.42 }).value.wavelength).toBe(1e-10);
  expect(resolveBeam({ energyEv: 9500 }).value.wavelength).toBe(1.305096842105263e-10);
});

describe('fluence', () => {
  test('flux, exposure and beam size override it', () => {
    const { value, warnings } = resolveBeam({ fluxPerS: 1e21, exposureS: 0.5, beamSizeMm: 0.2, fluencePerM2: 1e20 });
    expect(value.fluence).toBe(1.25e28);
    expect(value.flux).toBeCloseTo(1e21, -7);
    expect(warnings.map((w) => w.id)).toEqual(['fluence-overridden']);
  });

  test.each([{ exposureS: 0 }, { beamSizeMm: -1 }])(
    'a flux with %o has no effect, and a warning is given',
    (section) => {
      const { value, warnings } = resolveBeam({ fluxPerS: 1e12, ...section });
      expect(value.fluence).toBe(DEFAULT_FLUENCE);
      expect(warnings.map((w) => w.id)).toEqual(['flux-ignored']);
    },
  );

  test('a beam size of 0 would give an infinite fluence and is rejected', () => {
    expect(() => resolveBeam({ fluxPerS: 1e12, beamSizeMm: 0 })).toThrow(/infinite fluence; use a larger/);
  });
});

describe('polarization', () => {
  test('off omits the polarization factor, unlike 0', () => {
    expect(resolveBeam({ polarization: 'off' }).value.polarizationFraction).toBeNull();
    expect(resolveBeam({ polarization: 0 }).value.polarizationFraction).toBe(0);
  });

  test('a fraction outside -1 to 1 is accepted with a warning', () => {
    const { value, warnings } = resolveBeam({ polarization: -1.2 });
    expect(value.polarizationFraction).toBe(-1.2);
    expect(warnings.map((w) => w.id)).toEqual(['polarization-range']);
    expect(resolveBeam({ polarization: -1 }).warnings).toEqual([]);
  });
});

test.each([
  [{ wavelengthA: 0 }, 'beam.wavelengthA (--wavelength) is a number above 0 in Å, not 0'],
  [{ wavelengthA: Number.NaN }, 'not NaN'],
  [{ energyEv: -1 }, 'beam.energyEv'],
  [{ wavelengthA: 1, energyEv: 12000 }, 'found both'],
  [{ fluencePerM2: -1 }, 'beam.fluencePerM2'],
  [{ exposureS: -1 }, 'beam.exposureS'],
  [{ polarization: Number.POSITIVE_INFINITY }, 'beam.polarization'],
])('%o is a usage error', (section, message) => {
  try {
    resolveBeam(section);
    expect.unreachable();
  } catch (error) {
    expect(isBraggsimError(error, 'usage')).toBe(true);
    expect((error as Error).message).toContain(message);
  }
});

/** The reference cases, except those that read the wavelength from the header of an image. */
const cases = referenceCases().filter(({ features }) => !features.includes('img_header') && !features.includes('mask'));

test.each(cases)('$id: wavelength, fluence and polarization fraction of the C program', ({ experiment, derived }) => {
  const { value } = resolveBeam(experiment.beam);
  expect(value.wavelength).toBe(derived.wavelength_m);
  expect(value.fluence / derived.fluence_per_m2).toBeCloseTo(1, 14);
  expect(value.polarizationFraction).toBe(derived.nopolar ? null : derived.kahn_factor);
});
