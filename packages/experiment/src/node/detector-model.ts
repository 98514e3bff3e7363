import { extname } from 'node:path';
import { inFile, readText } from '@braggsim/core/node';
import { type KnownGeometry, readExpt, readGeom, readXparm } from '@braggsim/detector-io/geometry';
import type { DialsAxes } from '@braggsim/lattice';
import type { Experiment } from '../experiment';

/** A format of detector files. */
interface DetectorFormat {
  readonly read: (text: string, known: KnownGeometry) => Experiment;
  /** The axes of the frame of DIALS in the lab frame of such files. */
  readonly lab: DialsAxes;
}

/** By extension; dxtbx has the lab frame of DIALS, CrystFEL that of NeXus, and XDS its own, with y and z turned round. */
export const DETECTOR_FORMATS: Readonly<Record<string, DetectorFormat>> = {
  '.expt': { read: readExpt, lab: { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } },
  '.xds': { read: readXparm, lab: { x: [1, 0, 0], y: [0, -1, 0], z: [0, 0, -1] } },
  '.geom': { read: readGeom, lab: { x: [-1, 0, 0], y: [0, 1, 0], z: [0, 0, -1] } },
};

/** The format of a detector model that is a file; undefined for a name of the catalogue. */
export function detectorFormat(model: unknown): DetectorFormat | undefined {
  const extension = typeof model === 'string' ? extname(model).toLowerCase() : '';
  return Object.hasOwn(DETECTOR_FORMATS, extension) ? DETECTOR_FORMATS[extension] : undefined;
}

/**
 * The experiment with the detector that its model names, and the beam and scan beside it, where that is a dxtbx `.expt` or
 * CrystFEL `.geom` file, or an XPARM.XDS. What the experiment says itself wins.
 *
 * @param omitted sections of the experiment that do not count, of which the scan can be in such a file
 * @throws BraggsimError (`data`) when the file cannot be read
 */
export function withDetectorFile(experiment: Experiment, omitted: readonly string[] = []): Experiment {
  const { model, ...detector } = experiment.detector ?? {};
  const format = detectorFormat(model);
  if (!format || model === undefined) return experiment;
  const text = readText(model, 'detector file');
  const ownEnergy = experiment.beam?.wavelengthA !== undefined || experiment.beam?.energyEv !== undefined;
  const found = inFile(model, () =>
    format.read(text, { distance: detector.distanceMm !== undefined, energy: ownEnergy }),
  );
  const { wavelengthA, energyEv, ...rest } = found.beam ?? {};
  const energy = ownEnergy
    ? {}
    : { ...(wavelengthA !== undefined && { wavelengthA }), ...(energyEv !== undefined && { energyEv }) };
  return {
    ...experiment,
    detector: { ...found.detector, ...detector },
    beam: { ...rest, ...energy, ...experiment.beam },
    ...(found.scan && !omitted.includes('scan') && { scan: { ...found.scan, ...experiment.scan } }),
  };
}
