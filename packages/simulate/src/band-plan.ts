import { type Term, units, usageError, type Vec3, vector } from '@braggsim/core';
import { type BandPlan, isOfEnergy } from '@braggsim/core/band';
import type { Derived } from '@braggsim/core/derived';
import { type Registry, type ScatterPlan, type TermPlan, termOf } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import { recordingPanels } from '@braggsim/geometry';
import { halfExtents } from '@braggsim/lattice';
import type { FactorsByEnergy } from '@braggsim/reflections/by-energy';
import { bandChannels, checkWidths } from './band-channels';

/** Exponent at which a spot no longer adds to its neighbours: e^-36 is the rounding of 1. */
const LAST_EXPONENT = 36;
/** Most nodes to each side of the line within a lattice plane. */
const MAX_BESIDE = 2;
/** Cosine of twice the Bragg angle below which the corners of a detector do not bound the angles on it. */
const FORWARD = 0.1;

/** Returns the largest length of the difference of a diffracted and an incident direction on a detector. */
function largestDifference({ detector, sources }: Pick<Derived, 'detector' | 'sources'>): number {
  if (detector.curved) return 2;
  const beams = Array.from({ length: sources.count }, (_, i) =>
    vector.scale(vector.unit([0, 1, 2].map((j) => sources.positions[3 * i + j] as number) as unknown as Vec3), -1),
  );
  let least = 1;
  for (const { origin, fast, slow, pixelsFast, pixelsSlow, pixelSize, pixelSizeSlow } of recordingPanels(detector)) {
    for (const [f, s] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const along = vector.add(
        vector.scale(fast, f * pixelsFast * pixelSize),
        vector.scale(slow, s * pixelsSlow * (pixelSizeSlow ?? pixelSize)),
      );
      const ray = vector.unit(vector.add(origin, along));
      for (const beam of beams) least = Math.min(least, vector.dot(ray, beam));
    }
  }
  return least < FORWARD ? 2 : Math.sqrt(2 - 2 * least);
}

/** Lists the whole numbers from `first` to `last`. */
const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Offsets of nodes within a lattice plane from the one nearest to the line, for spots that reach so far beyond it. */
function offsetsFor(reach: number): { readonly offsets: readonly number[]; readonly bySide: boolean } {
  if (reach < 0.5) return { offsets: [0], bySide: false };
  if (reach <= 1) return { offsets: [0, 1], bySide: true };
  const most = Math.min(MAX_BESIDE, Math.floor(reach + 0.5));
  return { offsets: range(-most, most), bySide: false };
}

/** Coefficients of 1/d^2 (1/m^2) in h k l. */
const metricOf = ({ crystal: { aStar, bStar, cStar } }: Pick<Derived, 'crystal'>): readonly number[] =>
  vector.squaredLengthForm([aStar, bStar, cStar], units.toAngstrom(1) ** 2);

/** Refuses what has no integral over a band. */
function checkBand(shape: Term, scatters: readonly ScatterPlan[] | undefined): void {
  if (!shape.gaussian) {
    throw usageError({
      message: `crystal.shape is ${shape.id}, whose spots have no closed integral over a spectrum that is linear between its knots; expected gauss, gauss-hkl or gauss-star: choose one of them, or beam.spectrum.between: lines`,
      expected: 'gauss, gauss-hkl or gauss-star',
      found: shape.id,
      remedy: 'choose one of them, or beam.spectrum.between: lines',
    });
  }
  const [other] = scatters ?? [];
  if (other) {
    throw usageError({
      message: `${other.id} is not computed over a spectrum that is linear between its knots (spots count at all nodes that they reach); leave it out, or take beam.spectrum.between: lines`,
      expected: 'spots alone',
      found: other.id,
      remedy: 'leave it out, or take beam.spectrum.between: lines',
    });
  }
}

/**
 * Plans the integral over the band of a spectrum: knots, and the nodes to look at along the line of phases u t. Lattice planes
 * across the largest component of u are counted from the first end of the band on; within each, the node nearest to the line
 * is taken, and those beside it that spots reach.
 *
 * Where amplitudes or a factor depend on the energy, each part of the band is integrated as a whole, at whose mean energy they are taken.
 *
 * @param byEnergy structure factors that depend on the energy
 * @param factors factors of the plan
 * @returns undefined for a spectrum of lines
 * @throws BraggsimError (`usage`) for a shape without a closed integral, beside scattering between the spots, and for amplitudes that
 * change within a spot
 */
export async function planBand(
  derived: Derived,
  shape: TermPlan,
  scatters: readonly ScatterPlan[] | undefined,
  terms: Registry<Term>,
  { sampling = {}, crystal: section }: Experiment,
  {
    byEnergy,
    factors = [],
  }: { readonly byEnergy?: FactorsByEnergy | undefined; readonly factors?: readonly TermPlan[] } = {},
): Promise<BandPlan | undefined> {
  const { sources, crystal } = derived;
  if (!sources.band || !section) return undefined;
  const term = await termOf(terms, 'shape', shape.id);
  checkBand(term, scatters);
  const { inverseWavelengths: knots, density } = sources.band;
  const { form } = (term.gaussian as NonNullable<typeof term.gaussian>)<number>(
    shape.constants as never,
    shape.specialization,
  );
  const last = Math.min(LAST_EXPONENT, -Math.log(sampling.spotCutoff ?? 0));
  const extents = [...halfExtents(form, last)].sort((a, b) => b - a) as [number, number, number];
  const width = (knots.at(-1) as number) - (knots[0] as number);
  const longest = Math.max(...[crystal.a, crystal.b, crystal.c].map(vector.length)) * stretchOf(derived);
  const planes = Math.ceil(longest * largestDifference(derived) * width);
  const beyond = Math.min(MAX_BESIDE, Math.floor(extents[0] + 0.5));
  const { offsets, bySide } = offsetsFor(extents[0] + extents[1]);
  const nodes = range(-beyond, planes + beyond).flatMap((plane) =>
    offsets.flatMap((first) => offsets.flatMap((second) => [plane, first, second])),
  );
  const channelValues = byEnergy && bandChannels(byEnergy, sources.band);
  if (byEnergy && channelValues) checkWidths(byEnergy, sources.band, channelValues, form);
  const isWhole = channelValues !== undefined || (await dependOnEnergy(factors, terms));
  const parts = sources.band.parts ?? (isWhole ? [knots.length - 1] : undefined);
  return {
    knots,
    density,
    nodes: Float64Array.from(nodes),
    bySide,
    ...(parts && { parts }),
    ...(channelValues && { channelValues }),
    metric: metricOf(derived),
  };
}

/** Tells whether any of some factors depends on the photon energy. */
async function dependOnEnergy(factors: readonly TermPlan[], terms: Registry<Term>): Promise<boolean> {
  const found = await Promise.all(factors.map(({ id }) => termOf(terms, 'factor', id)));
  return found.some(isOfEnergy);
}

/** Returns the largest factor of a cell edge in any domain. */
const stretchOf = ({ mosaic: { edges = new Float64Array() } }: Derived): number =>
  edges.reduce((most, edge) => Math.max(most, edge), 1);
