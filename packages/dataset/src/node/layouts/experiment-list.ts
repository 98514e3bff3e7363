import { type Vec3, vector } from '@braggsim/core';
import type { Derived, ImageMetadata } from '@braggsim/core/derived';
import { dialsFrame, writeExpt } from '@braggsim/detector-io/geometry';
import type { Shot } from '../../shot/make-shot';

type Json = Readonly<Record<string, unknown>>;

/** The models of one shot in an experiment list of dxtbx. */
export interface ListedShot {
  readonly beam: Json;
  readonly detector: Json;
  /** Crystals of the lattices, one each; none for a miss. */
  readonly crystals: readonly Json[];
}

/** Returns the crystal of a lattice as dxtbx has it, in the frame of DIALS. */
function crystalEntry(a: Parameters<typeof vector.columns>[0], { detector }: Pick<Derived, 'detector'>): Json {
  const { x, y, z } = dialsFrame(detector);
  const inDials = (v: Vec3) => [vector.dot(v, x), vector.dot(v, y), vector.dot(v, z)];
  const [first, second, third] = vector.reciprocal(vector.columns(a));
  return {
    __id__: 'crystal',
    real_space_a: inDials(first),
    real_space_b: inDials(second),
    real_space_c: inDials(third),
    space_group_hall_symbol: ' P 1',
  };
}

interface Panels {
  readonly panels: readonly { readonly trusted_range: readonly [number, number] }[];
}

/**
 * Lowers the least value that is trusted by half a count: dxtbx has taken it as the first good value since 2023 and as the last bad one
 * before, when images of few photons would be masked nearly everywhere.
 */
const trustingAll = ({ panels, ...detector }: Panels): Json => ({
  ...detector,
  panels: panels.map(({ trusted_range: [least, largest], ...panel }) => ({
    ...panel,
    trusted_range: [least - 0.5, largest],
  })),
});

/** Makes the models of beam, detector and crystals of a shot, as an experiment list of DIALS holds them. */
export function listedShot({ derived, frames }: Pick<Shot, 'derived' | 'frames'>, metadata: ImageMetadata): ListedShot {
  const list = JSON.parse(writeExpt(metadata)) as {
    readonly beam: readonly Json[];
    readonly detector: readonly Panels[];
  };
  return {
    beam: list.beam[0] as Json,
    detector: trustingAll(list.detector[0] as Panels),
    crystals: frames.map(({ a }) => crystalEntry(a, derived)),
  };
}

/**
 * Writes an experiment list with one image set for each shot, so that each has a beam and a detector of its own: dxtbx reads the
 * detector of an NXmx file once for all its images.
 *
 * @param image name of the file of the images, in the folder of the list
 */
export function experimentList(shots: readonly ListedShot[], image: string): string {
  const experiment: Json[] = [];
  const crystal: Json[] = [];
  for (const [i, { crystals }] of shots.entries()) {
    const models = { __id__: 'Experiment', identifier: '', beam: i, detector: i, imageset: i };
    if (crystals.length === 0) experiment.push(models);
    for (const one of crystals) {
      experiment.push({ ...models, crystal: crystal.length });
      crystal.push(one);
    }
  }
  const imageset = shots.map((_, i) => ({
    __id__: 'ImageSet',
    images: [image],
    mask: '',
    gain: '',
    pedestal: '',
    dx: '',
    dy: '',
    params: {},
    single_file_indices: [i],
  }));
  const list = {
    __id__: 'ExperimentList',
    experiment,
    imageset,
    beam: shots.map(({ beam }) => beam),
    detector: shots.map(({ detector }) => detector),
    goniometer: [],
    scan: [],
    crystal,
    profile: [],
    scaling_model: [],
  };
  return `${JSON.stringify(list)}\n`;
}

/** Describes the image of a shot to the writers of files. */
export function shotMetadata(
  { derived, fullScale }: Pick<Shot, 'derived' | 'fullScale'>,
  offset: number,
): ImageMetadata {
  const { detector, beam, scan } = derived;
  return {
    detector,
    beam,
    scan: { start: scan.start, width: scan.width },
    ...(offset !== 0 && { offset }),
    ...(Number.isFinite(fullScale) && { saturation: fullScale }),
  };
}
