import { type Mat3, units, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { dialsFrame, readExpt, readGeom, writeExpt } from '@braggsim/detector-io/geometry';
import type { Experiment } from '@braggsim/experiment';
import { resolveDetector } from '@braggsim/geometry';
import { parseOrientation } from '@braggsim/lattice';
import { listFacts, orientedCell } from '@braggsim/refine';
import { missetAngles } from '@braggsim/simulate';
import { resolveBeam } from '@braggsim/sources';

/** The axes of the frame of DIALS, which experiment lists are in. */
const LAB = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } as const;

type Beam = NonNullable<Experiment['beam']>;

/** Returns a beam with the wavelength and polarization of another one, where that gives them; a spectrum stays. */
function withBeam(given: Beam = {}, found: Beam = {}): Beam {
  if (found.wavelengthA === undefined && found.energyEv === undefined) return { ...given, ...found };
  if (given.spectrum || given.sources) {
    const { wavelengthA: _, energyEv: __, ...others } = found;
    return { ...given, ...others };
  }
  const { wavelengthA: _, energyEv: __, ...kept } = given;
  return { ...kept, ...found };
}

const hasCrystal = (text: string): boolean => {
  const { crystal } = JSON.parse(text) as { readonly crystal?: unknown };
  return Array.isArray(crystal) && crystal.length > 0;
};

/** Returns the crystal of an experiment list, with what the experiment says of its size, shape and mosaicity. */
function crystalOf(given: Experiment, text: string, name: string): NonNullable<Experiment['crystal']> {
  const detector = resolveDetector(given.detector, given).value;
  const wavelengthA = units.toAngstrom(resolveBeam(given.beam).value.wavelength);
  const { spindle, beam } = detector;
  const scaled = parseOrientation(text, { name, wavelengthA, lab: LAB, turnMatrix: true, spindle, beam }).value;
  const reciprocal = vector.mapBasis(vector.columns(scaled), (v) => vector.scale(v, 1 / wavelengthA));
  const direct = vector.reciprocal(reciprocal);
  const { matrix: _, orientation: __, missetSeed: ___, ...kept } = given.crystal ?? {};
  const { domainSizeA, mosaicHalfDeg } = listFacts(text, 0);
  const size = domainSizeA === undefined ? undefined : domainSizeA / Math.cbrt(Math.abs(vector.tripleProduct(direct)));
  const { cell, misset } = orientedCell(direct);
  return {
    ...kept,
    cell: cell as never,
    misset,
    ...(size !== undefined && !kept.sizeUm && { cells: [size, size, size] as const }),
    ...(mosaicHalfDeg && { mosaic: { ...kept.mosaic, spreadDeg: mosaicHalfDeg } }),
  };
}

/**
 * Returns the experiment with detector, beam, scan and crystal of a dxtbx experiment list, in its frame.
 *
 * @throws BraggsimError (`data`) for a file without a detector, or with one that is damaged
 */
export function withExperimentList(given: Experiment, text: string, name: string): Experiment {
  const { detector, beam, scan } = readExpt(text);
  const { goniometer: _, ...rest } = given;
  const placed: Experiment = {
    ...rest,
    ...(detector && { detector }),
    beam: withBeam(given.beam, beam),
    ...(scan && { scan: { ...given.scan, ...scan, images: 1 } }),
  };
  if (!hasCrystal(text)) return placed;
  const { crystals: __, ...single } = placed;
  const compatibility = { ...single.compatibility, cellReciprocal: 'exact' as const };
  return { ...single, crystal: crystalOf(placed, text, name), compatibility };
}

/**
 * Returns the experiment with the detector of a CrystFEL geometry file, and its wavelength where the file gives one.
 *
 * @throws BraggsimError (`data`) naming the panel and field that is missing or invalid
 */
export function withGeometryFile(given: Experiment, text: string): Experiment {
  const { distanceMm } = given.detector ?? {};
  try {
    const { detector, beam } = readGeom(text, { energy: true });
    return { ...given, ...(detector && { detector }), beam: withBeam(given.beam, beam) };
  } catch (error) {
    // A file with a path in place of the distance leaves it to the experiment; what else is wrong is found again.
    if (distanceMm === undefined) throw error;
    const { detector, beam } = readGeom(text, { distance: true, energy: true });
    return { ...given, detector: { ...detector, distanceMm }, beam: withBeam(given.beam, beam) };
  }
}

/** Returns the rotation of mis-setting angles, deg, about x, then y, then z. */
const rotationOf = (misset: readonly number[]): Mat3 => {
  const [x = 0, y = 0, z = 0] = misset.map((angle) => units.fromDegrees(angle));
  return vector.fromColumns(vector.mapBasis(vector.columns(vector.IDENTITY), (v) => vector.rotateXYZ(v, x, y, z)));
};

/**
 * Returns the experiment with detector, wavelength and spindle angle of an image. The crystal keeps its orientation towards the beam and the
 * spindle: its mis-setting angles are those in the frame of the new detector.
 */
export function withImageGeometry(given: Experiment, metadata: ImageMetadata): Experiment {
  const { detector, beam, scan } = readExpt(writeExpt(metadata));
  const { goniometer: _, crystal, ...rest } = given;
  const { x, y, z } = dialsFrame(resolveDetector(given.detector, given).value);
  const turned = (misset: readonly number[]) =>
    missetAngles(vector.multiply(vector.fromRows([x, y, z]), rotationOf(misset))).map((angle) =>
      units.toDegrees(angle),
    ) as unknown as readonly [number, number, number];
  return {
    ...rest,
    ...(detector && { detector }),
    beam: withBeam(given.beam, beam),
    ...(scan && { scan: { ...given.scan, ...scan, images: 1 } }),
    ...(crystal && {
      crystal: Array.isArray(crystal.misset) ? { ...crystal, misset: turned(crystal.misset) } : crystal,
    }),
  };
}
