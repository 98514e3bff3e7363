import { units, vector, type Warning } from '@braggsim/core';
import type { Crystal, Derived } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import type { Reflections } from '@braggsim/reflections';
import { relativisticFactor } from '@braggsim/sources';

/** Fraction of the extinction distance from which on intensities are no longer those of single scattering. */
const KINEMATIC_FRACTION = 0.1;

/** Returns the length (A) of the way of the beam through the centre of the block of cells, at phi = 0. */
function thickness({ aStar, bStar, cStar, cells }: Crystal, beam: Derived['detector']['beam']): number {
  const ways = [aStar, bStar, cStar].map((v, i) => (cells[i] as number) / Math.abs(vector.dot(beam, v)));
  return Math.min(...ways);
}

/** Returns the largest amplitude that is not that of the direct beam. */
function largestAmplitude(reflections: Reflections | undefined, defaultF: number): number {
  let largest = Math.abs(defaultF);
  const { count = 0, h, k, l, F } = reflections ?? {};
  for (let i = 0; i < count; i++) {
    if (h?.[i] === 0 && k?.[i] === 0 && l?.[i] === 0) continue;
    largest = Math.max(largest, Math.abs(F?.[i] ?? 0));
  }
  return largest;
}

/**
 * Warns where electrons scatter more than once: where a crystal is thicker than a tenth of the extinction distance
 * pi V/(gamma lambda |F|max) of its strongest reflection (P. Hirsch et al., Electron Microscopy of Thin Crystals, 1977).
 */
export function thicknessWarnings(
  { beam, crystal, detector }: Pick<Derived, 'beam' | 'crystal' | 'detector'>,
  reflections: Reflections | undefined,
  defaultF: number,
): Warning[] {
  if (beam.particle !== 'electron') return [];
  const perA = relativisticFactor(beam) * units.toAngstrom(beam.wavelength) * largestAmplitude(reflections, defaultF);
  const extinction = (Math.PI * crystal.volumeA3) / perA;
  const through = thickness(crystal, detector.beam);
  if (through <= KINEMATIC_FRACTION * extinction) return [];
  const message = `the crystal is ${formatG(through, 4)} A thick along the beam, more than a tenth of the extinction distance of ${formatG(extinction, 4)} A of its strongest reflection: real intensities differ from these kinematic ones; use a thinner crystal (crystal.cells)`;
  return [{ id: 'dynamical-scattering', message }];
}
