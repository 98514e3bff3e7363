import { units, type Warning } from '@braggsim/core';
import { formatG } from '@braggsim/core/text';
import { type AnomalousFactors, planAnomalous } from './anomalous';
import { beyondChannels, type ChannelFactors, channelPlace, planChannels } from './channels';
import { dispersionOf } from './dispersion-curve';

/** Structure factors that depend on energy. */
export type FactorsByEnergy = AnomalousFactors | ChannelFactors;

/** Plans the structure term of structure factors that depend on energy: its id, its table, and where its numbers stand there. */
export const planByEnergy = (factors: FactorsByEnergy, defaultF: number) =>
  factors.kind === 'anomalous' ? planAnomalous(factors, defaultF) : planChannels(factors, defaultF);

/**
 * Returns the numbers that the structure term takes of each source: f' and f'' of each kind of atoms, or the place among the listed
 * energies.
 *
 * @param wavelengths of the sources, m
 * @returns [source, number]
 * @throws BraggsimError (`data`) for a wavelength at which f' and f'' of a kind are not known
 */
export function valuesByEnergy(factors: FactorsByEnergy, wavelengths: ArrayLike<number>): Float64Array {
  const known = new Map<number, readonly number[]>();
  const of = (wavelength: number): readonly number[] => {
    const values = known.get(wavelength) ?? valuesAt(factors, units.energyOfWavelength(wavelength));
    known.set(wavelength, values);
    return values;
  };
  return Float64Array.from(Array.from(wavelengths).flatMap(of));
}

function valuesAt(factors: FactorsByEnergy, energyEv: number): readonly number[] {
  if (factors.kind === 'channels') return channelPlace(factors, energyEv);
  return factors.kinds.flatMap(({ dispersion }) => {
    const { real, imaginary } = dispersionOf(dispersion, energyEv);
    return [real, imaginary];
  });
}

/** Distance from an absorption edge within which the chemical state of an atom matters, eV. */
const NEAR_EDGE = 20;

/** Warnings about energies of a beam: beyond the listed ones, or near an edge of the built-in table. */
export function warningsByEnergy(factors: FactorsByEnergy, wavelengths: ArrayLike<number>): readonly Warning[] {
  const energies = Array.from(wavelengths, units.energyOfWavelength);
  if (factors.kind === 'channels') {
    const message = beyondChannels(factors, energies);
    return message === undefined ? [] : [{ id: 'energies-beyond-amplitudes', message }];
  }
  return factors.kinds.flatMap(({ element, dispersion: { edgesEv = [] } }) => {
    const edge = edgesEv.find((at) => energies.some((energy) => Math.abs(energy - at) <= NEAR_EDGE));
    if (edge === undefined) return [];
    const message = `energies of the beam lie within ${NEAR_EDGE} eV of the absorption edge of ${element} at ${formatG(edge)} eV, where f' and f'' depend on the chemical state; give those of the sample (structureFactors.anomalous, dispersion)`;
    return [{ id: 'near-absorption-edge', message }];
  });
}
