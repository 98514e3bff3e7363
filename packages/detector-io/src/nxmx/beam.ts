import { units } from '@braggsim/core';
import type { File } from 'h5wasm';
import type { FileExperiment } from '../described';
import { factorOf } from '../unit-table';
import { text } from './axis-attributes';
import { numbersOf } from './numbers';
import { datasetOf, type NexusPlaces, textOf } from './places';

const WAVELENGTHS = ['incident_wavelength', 'wavelength'];
const ENERGIES = ['incident_energy', 'energy'];
const STOKES = ['incident_polarization_stokes', 'incident_polarisation_stokes'];
const MM_PER_ANGSTROM = 1e-7;

/**
 * Reads the wavelength of a file, or the energy where it has none, and the polarization. Units default to angstrom and
 * eV. Electrons are those of a source whose `probe` says so. A value with an unknown unit is ignored, so that the pixels can still be read.
 */
export function beamSection(file: File, { beams, sources }: NexusPlaces): NonNullable<FileExperiment['beam']> {
  const value = (names: readonly string[], quantity: 'length' | 'energy', unit: string, one: number) => {
    for (const group of beams) {
      const dataset = datasetOf(file, group, ...names);
      const [number] = numbersOf(dataset, 1) ?? numbersOf(dataset, Number.MAX_SAFE_INTEGER) ?? [];
      if (!dataset || number === undefined || !(number > 0)) continue;
      const factor = factorOf(quantity, text(dataset, 'units') ?? unit);
      if (factor !== undefined) return number * (factor / one);
    }
    return undefined;
  };
  const energyEv = (): number | undefined => value(ENERGIES, 'energy', 'eV', 1);
  const electrons = sources.some((group) => textOf(datasetOf(file, group, 'probe'))?.toLowerCase() === 'electron');
  const ofEnergy = (eV: number | undefined) =>
    eV && units.toAngstrom(electrons ? units.wavelengthOfElectrons(eV) : units.wavelengthOfEnergy(eV));
  const wavelengthA = value(WAVELENGTHS, 'length', 'angstrom', MM_PER_ANGSTROM) ?? ofEnergy(energyEv());
  const polarization = electrons ? undefined : polarizationOf(file, beams);
  return {
    ...(electrons && { particle: 'electron' }),
    ...(wavelengthA && { wavelengthA }),
    ...(polarization !== undefined && { polarization }),
  };
}

/**
 * Returns the ratio Q / I of the Stokes vector; undefined where the beam is polarized at another angle or circularly.
 */
function polarizationOf(file: File, beams: NexusPlaces['beams']): number | undefined {
  for (const group of beams) {
    const [i = 0, q = 0, u = 0, v = 0] = numbersOf(datasetOf(file, group, ...STOKES), 4) ?? [];
    if (i > 0 && u === 0 && v === 0 && Math.abs(q) <= i) return q / i;
  }
  return undefined;
}

/** Reads the flux of a NeXus file, photons per second: the first above 0 of its beams; undefined where there is none. */
export function fluxOf(file: File, { beams }: NexusPlaces): number | undefined {
  const found = beams.map((group) => numbersOf(datasetOf(file, group, 'total_flux', 'flux'), 1)?.[0]);
  return found.find((flux) => flux !== undefined && flux > 0);
}
