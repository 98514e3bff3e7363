import { units, type Vec3, vector } from '@braggsim/core';
import type { Derived, ImageMetadata } from '@braggsim/core/derived';
import {
  compatibilityOf,
  type Experiment,
  inputsOfCrystal,
  type SimulationInputs,
  singleCrystals,
} from '@braggsim/experiment';
import type { Reflections } from '@braggsim/reflections';
import { derive } from '@braggsim/simulate';
import { type CrystalLattice, type PredictedSpot, predictedSpots, type Turn } from '../geometry/predictions';
import { scatteringOf } from '../geometry/scattering';
import { type OpenedInputs, resolveInputs } from './inputs';

/** The crystals of an experiment and their spots in an image. */
export interface Lattices {
  /** Detector and beam of the experiment, which the spots are predicted on. */
  readonly metadata: Pick<ImageMetadata, 'detector' | 'beam'>;
  readonly turn: Turn;
  readonly crystals: readonly CrystalLattice[];
  /** Spots of all crystals; empty where they are not asked for. */
  readonly spots: readonly PredictedSpot[];
}

/** An experiment with one crystal and its inputs. */
interface CrystalSource {
  readonly experiment: Experiment;
  readonly inputs: SimulationInputs;
}

/** Returns the relative width of the wavelengths. */
const bandwidth = ({ sources: { wavelengths }, beam }: Derived): number =>
  (Math.max(...wavelengths) - Math.min(...wavelengths)) / beam.wavelength;

function latticeOf(derived: Derived): CrystalLattice {
  const { crystal, detector, mosaic } = derived;
  const direct = vector.mapBasis([crystal.a, crystal.b, crystal.c], (v) => vector.scale(v, units.toAngstrom(1)));
  const size = Math.min(...direct.map((edge, i) => vector.length(edge) * (crystal.cells[i] as number)));
  const spread = mosaic.domains > 1 ? mosaic.spread : 0;
  return {
    direct,
    spindle: detector.spindle,
    blurPerA: 1 / size,
    blurPerLength: spread + bandwidth(derived) / 2,
  };
}

const SHIFT = 1024;
const keyOf = (h: number, k: number, l: number): number =>
  ((h + SHIFT) * 2 * SHIFT + k + SHIFT) * 2 * SHIFT + l + SHIFT;

const known = new WeakMap<Reflections, ReadonlySet<number>>();

/** Returns the reflections of a list that have an intensity. */
function presentIn(list: Reflections): ReadonlySet<number> {
  const before = known.get(list);
  if (before) return before;
  const listed = new Set<number>();
  for (let i = 0; i < list.count; i++) {
    if ((list.F[i] as number) > 0) listed.add(keyOf(list.h[i] as number, list.k[i] as number, list.l[i] as number));
  }
  known.set(list, listed);
  return listed;
}

/** Returns which reflections of a crystal have an intensity, they or their Friedel mates; all where there is no list. */
function presenceOf({ experiment, inputs: { reflections } }: CrystalSource): (hkl: Vec3) => boolean {
  if (!reflections || (experiment.structureFactors?.default ?? 0) > 0) return () => true;
  const listed = presentIn(reflections);
  return ([h, k, l]) => listed.has(keyOf(h, k, l)) || listed.has(keyOf(-h, -k, -l));
}

/**
 * Derives the crystals of an experiment and predicts their spots.
 *
 * @param turn spindle angles of the image; those of the experiment when absent
 * @throws BraggsimError for an experiment that cannot be simulated
 */
export async function latticesOf(
  given: Experiment,
  opened: OpenedInputs,
  hasSpots: boolean,
  turn?: Turn,
): Promise<Lattices> {
  const { experiment, inputs } = await resolveInputs(given, opened);
  const singles = singleCrystals(experiment)?.map((single) => ({
    experiment: single.experiment,
    inputs: inputsOfCrystal(inputs, single),
  })) ?? [{ experiment, inputs }];
  const all = singles.map((single) => derive(single.experiment, single.inputs, compatibilityOf(experiment)).derived);
  const [first] = all as [Derived, ...Derived[]];
  const used = turn ?? { start: first.scan.start, width: first.scan.width };
  const metadata = { detector: first.detector, beam: first.beam };
  const scattering = hasSpots ? scatteringOf(metadata) : undefined;
  const crystals = all.map(latticeOf);
  return {
    metadata,
    turn: used,
    crystals,
    spots: scattering
      ? crystals.flatMap((lattice, i) =>
          predictedSpots(scattering, lattice, used, presenceOf(singles[i] as (typeof singles)[number])),
        )
      : [],
  };
}
