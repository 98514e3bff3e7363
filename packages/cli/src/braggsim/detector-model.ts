import type { Experiment } from '@braggsim/core';
import { type KnownGeometry, readExpt, readGeom } from '@braggsim/detector-io';
import { inFile, readText } from '../files';

type Reader = (text: string, known: KnownGeometry) => Experiment;

const READERS: Readonly<Record<string, Reader>> = { '.expt': readExpt, '.geom': readGeom };

const readerOf = (model: unknown) => {
  const extension = typeof model === 'string' ? (/\.[^./\\]+$/.exec(model)?.[0].toLowerCase() ?? '') : '';
  return Object.hasOwn(READERS, extension) ? READERS[extension] : undefined;
};

/** Whether a detector model is a file, not a name of the catalogue. */
export const isDetectorFile = (model: unknown): boolean => readerOf(model) !== undefined;

/**
 * The experiment with the detector that its model names, and the beam and scan beside it, where that is a dxtbx `.expt` or
 * CrystFEL `.geom` file. What the experiment says itself wins.
 *
 * @param omitted sections of the experiment that do not count, of which the scan can be in such a file
 * @throws BraggsimError (`data`) when the file cannot be read
 */
export function withDetectorFile(experiment: Experiment, omitted: readonly string[] = []): Experiment {
  const { model, ...detector } = experiment.detector ?? {};
  const read = readerOf(model);
  if (!read || model === undefined) return experiment;
  const text = readText(model, 'detector file');
  const ownEnergy = experiment.beam?.wavelengthA !== undefined || experiment.beam?.energyEv !== undefined;
  const found = inFile(model, () => read(text, { distance: detector.distanceMm !== undefined, energy: ownEnergy }));
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
