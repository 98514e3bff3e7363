import type { Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { extensionOf, inFile } from '@braggsim/core/text';
import {
  type KnownGeometry,
  readExpt,
  readGeom,
  readXdsInp,
  readXdsMask,
  readXparm,
} from '@braggsim/detector-io/geometry';
import { type DescribedMask, readExptMask, readGeomMask } from '@braggsim/detector-io/masks';
import type { DialsAxes } from '@braggsim/lattice';
import type { Experiment } from '../experiment';
import type { InputFiles } from './input-files';

/** A format of detector files. */
interface DetectorFormat {
  readonly read: (text: string, known: KnownGeometry) => Experiment;
  /** Returns what such a file says of masks. */
  readonly mask?: (text: string) => DescribedMask;
  /** The axes of the frame of DIALS in the lab frame of such files. */
  readonly lab: DialsAxes;
}

/** Formats of detector files, by extension. An experiment list has the lab frame of DIALS, CrystFEL that of NeXus, and XDS its own, with y and z reversed. */
export const DETECTOR_FORMATS: Readonly<Record<string, DetectorFormat>> = {
  '.expt': { read: readExpt, mask: readExptMask, lab: { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } },
  '.xds': { read: readXparm, lab: { x: [1, 0, 0], y: [0, -1, 0], z: [0, 0, -1] } },
  '.inp': { read: readXdsInp, mask: readXdsMask, lab: { x: [1, 0, 0], y: [0, -1, 0], z: [0, 0, -1] } },
  '.geom': { read: readGeom, mask: readGeomMask, lab: { x: [-1, 0, 0], y: [0, 1, 0], z: [0, 0, -1] } },
};

/** Returns the format of a detector model that is a file; undefined for a name of the catalogue. */
export function detectorFormat(model: unknown): DetectorFormat | undefined {
  const extension = typeof model === 'string' ? extensionOf(model) : '';
  return Object.hasOwn(DETECTOR_FORMATS, extension) ? DETECTOR_FORMATS[extension] : undefined;
}

/**
 * Returns the experiment with the detector that its model names, and the beam and scan beside it, where that is a dxtbx `.expt` or
 * CrystFEL `.geom` file, or an XPARM.XDS. Fields that the experiment gives itself take precedence.
 *
 * @param omitted sections of the experiment that do not count, of which the scan can be in such a file
 * @throws BraggsimError (`data`) when the file cannot be read
 */
export function withDetectorFile(
  files: Pick<InputFiles, 'text'>,
  experiment: Experiment,
  omitted: readonly string[] = [],
): Experiment {
  const { model, ...detector } = experiment.detector ?? {};
  const format = detectorFormat(model);
  if (!format || model === undefined) return experiment;
  const text = files.text(model, 'detector file');
  const ownEnergy = experiment.beam?.wavelengthA !== undefined || experiment.beam?.energyEv !== undefined;
  const found = inFile(model, () =>
    format.read(text, { distance: detector.distanceMm !== undefined, energy: ownEnergy }),
  );
  const { wavelengthA, energyEv, polarization, ...rest } = found.beam ?? {};
  // Files of X-ray beams give a polarization, which a beam of electrons does not have.
  const polarized = polarization !== undefined && experiment.beam?.particle !== 'electron';
  const energy = ownEnergy
    ? {}
    : { ...(wavelengthA !== undefined && { wavelengthA }), ...(energyEv !== undefined && { energyEv }) };
  return {
    ...experiment,
    detector: { ...found.detector, ...detector },
    beam: { ...rest, ...(polarized && { polarization }), ...energy, ...experiment.beam },
    ...(found.scan && !omitted.includes('scan') && { scan: { ...found.scan, ...experiment.scan } }),
  };
}

/**
 * Returns the experiment with the masks that its detector file names in files beside it, and what of that file is not simulated.
 *
 * @param isThere whether a file that the detector file names is there
 * @throws BraggsimError (`data`) when the file cannot be read
 */
export function withDetectorMasks(
  { text, isThere }: Pick<InputFiles, 'text'> & { readonly isThere: (model: string, file: string) => boolean },
  experiment: Experiment,
  model: unknown,
): WithWarnings<Experiment> {
  const { mask: read } = detectorFormat(model) ?? {};
  if (!read || typeof model !== 'string') return { value: experiment, warnings: [] };
  const described = inFile(model, () => read(text(model, 'detector file')));
  const names = new Set(described.panels.flatMap(({ datasets }) => datasets.flatMap(({ file }) => file ?? [])));
  if (described.staticFile !== undefined) names.add(described.staticFile);
  const missing = [...names].filter((file) => !isThere(model, file));
  const messages = [...notSimulated(described), ...missing.map((file) => `its mask file '${file}' is not there`)];
  const warnings = messages.map((text): Warning => ({ id: 'detector-file', message: `'${model}': ${text}` }));
  if (names.size === 0 || missing.length > 0) return { value: experiment, warnings };
  const { mask = [] } = experiment.detector ?? {};
  return { value: { ...experiment, detector: { ...experiment.detector, mask: [model, ...mask] } }, warnings };
}

/** Returns what a detector file says of recorded values, which the readout of a simulation makes. */
function notSimulated({ panels, isWhole, gain, pedestal, warnings }: DescribedMask): string[] {
  const has = (test: (limits: DescribedMask['panels'][number]['limits']) => unknown) =>
    panels.some(({ limits }) => test(limits) !== undefined);
  const fields = [
    ...(has(({ flagged }) => flagged) ? ['flag_equal'] : []),
    ...(has(({ flaggedBelow }) => flaggedBelow) ? ['flag_lessthan'] : []),
    ...(has(({ flaggedAbove }) => flaggedAbove) ? ['flag_morethan'] : []),
    ...(isWhole && has(({ largest }) => largest) ? ['max_adu'] : []),
    ...(gain !== undefined ? [`gain ${gain}`] : []),
    ...(pedestal !== undefined ? [`pedestal ${pedestal}`] : []),
  ];
  return [
    ...warnings,
    ...(fields.length > 0
      ? [`its ${fields.join(', ')} are of recorded values and are not simulated: the readout makes these`]
      : []),
  ];
}
