import { baseName } from '@braggsim/core/text';
import { checkExperiment, type Experiment } from '@braggsim/experiment';
import { resolveDetector } from '@braggsim/geometry';
import { resolveBeam } from '@braggsim/sources';
import { type FileSource, wholeFile } from '../files/sources';
import { labPosition, scatteringOf, spacingOf, twoThetaOf } from '../geometry/scattering';
import { cornersOf, WHOLE } from '../image/placement';
import { START } from '../simulate/presets';
import { attempt } from './actions';
import type { App } from './model';
import { addInputs } from './simulate-actions';

const EXPERIMENT = /\.(ya?ml|json)$/i;
const CRYSTAL = /\.(mtz|hkl|cif|mmcif|pdb|ent)(\.gz)?$/i;
const MODEL = /\.(mmcif|pdb|ent)(\.gz)?$/i;
/** A table of atoms in a CIF file, which otherwise holds reflections. */
const ATOMS = '_atom_site.';
/** Resolution limit of a model where the detector is curved, Å, and the highest that is chosen, which takes some seconds. */
const [USUAL_A, HIGHEST_A] = [2, 1.6];

const GEOMETRY = /\.(expt|geom)$/i;

/** Tells whether a file has the geometry of another program, and perhaps a crystal. */
export const isGeometry = ({ name }: FileSource): boolean => GEOMETRY.test(name);
export const isExperiment = ({ name }: FileSource): boolean => EXPERIMENT.test(name);
export const isCrystal = ({ name }: FileSource): boolean => CRYSTAL.test(name);

/** Reads an experiment file. @throws Error that says what is wrong with it */
export async function readExperiment(source: FileSource): Promise<Experiment> {
  const text = new TextDecoder().decode(await wholeFile(source));
  const { parse } = await import('yaml');
  const experiment = parsed(source.name, () => parse(text, { maxAliasCount: 100 }));
  return checkExperiment(experiment, { file: source.name, locate: () => undefined });
}

/** Makes an experiment that of the page, which simulates it unless it refines, or compares with its simulation. */
export function showExperiment({ settings }: App, experiment: Experiment): void {
  const kernel = experiment.sampling?.kernel ?? 'auto';
  const { mode: before, reference, compared } = settings.get();
  const isSeen = before === 'refine' || (before === 'compare' && [reference, compared].includes('simulation'));
  settings.set({ mode: isSeen ? before : 'simulate', experiment, kernel, view: null, points: [] });
}

/** Takes detector, beam and crystal of an experiment list of dxtbx, or the detector of a CrystFEL geometry file. */
export async function openGeometry(app: App, source: FileSource): Promise<void> {
  await attempt(app, async () => {
    const name = baseName(source.name);
    const text = new TextDecoder().decode(await wholeFile(source));
    const { withExperimentList, withGeometryFile } = await import('../simulate/geometry-files');
    const { experiment: given, mode } = app.settings.get();
    const isList = /\.expt$/i.test(name);
    const experiment = fromFile(name, () =>
      isList ? withExperimentList(given, text, name) : withGeometryFile(given, text),
    );
    const isOfImage = isList && app.session.get().viewed !== undefined && mode === 'view';
    app.settings.set({
      experiment,
      ...(isOfImage
        ? { predictions: true }
        : { mode: mode === 'refine' ? 'refine' : 'simulate', view: null, points: [] }),
    });
  });
}

/** Runs the reader of a file; its errors name the file. */
function fromFile<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { message } = error as Error;
    throw message.includes(name) ? error : new Error(`${name}: ${message}`);
  }
}

/** Runs the parser of a file. @throws Error that names the file */
function parsed<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${name} is not an experiment file: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Returns the resolution at the corners of the detector, rounded. */
function detectorLimit(experiment: Experiment): number {
  const detector = resolveDetector(experiment.detector, experiment).value;
  const beam = resolveBeam(experiment.beam).value;
  const scattering = scatteringOf({ detector, beam });
  if (!scattering) return USUAL_A;
  const { panels, beam: direction, wavelengthA } = scattering;
  const angles = panels.flatMap((panel) =>
    cornersOf(WHOLE, panel).map((corner) => twoThetaOf(labPosition(panel, corner), direction)),
  );
  return Math.max(HIGHEST_A, Number(spacingOf(Math.max(...angles), wavelengthA).toFixed(1)));
}

/** Takes the structure factors of a file, or those of a model of atoms, for the simulated crystal. */
export async function openCrystal(app: App, source: FileSource): Promise<void> {
  await attempt(app, async () => {
    const name = baseName(source.name);
    const bytes = await wholeFile(source);
    const isModel =
      MODEL.test(name) || (/\.cif(\.gz)?$/i.test(name) && new TextDecoder().decode(bytes).includes(ATOMS));
    addInputs(app, new Map([[name, bytes]]));
    const { crystal = START.crystal, crystals: _, ...others } = app.settings.get().experiment;
    // The cell is that of the file; text lists of amplitudes have none.
    const { cell, ...rest } = crystal;
    const experiment: Experiment = {
      ...others,
      crystal: /\.hkl(\.gz)?$/i.test(name) ? crystal : rest,
      structureFactors: isModel ? { model: name, dMinA: detectorLimit(others) } : { file: name },
    };
    app.settings.set({ mode: 'simulate', experiment, view: null, points: [] });
  });
}
