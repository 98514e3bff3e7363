import { usageError } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import type { PreparedKernel, RunOptions, ShotPlan } from '@braggsim/core/kernel';
import { baseName, extensionOf } from '@braggsim/core/text';
import { codecFor, npyHeader, toLittleEndian } from '@braggsim/detector-io';
import { type Label, labelOutput } from '@braggsim/experiment';
import ndarray from 'ndarray';

/** Photons of Bragg scattering below which a pixel has no label: the smallest normal number of float32. */
const MIN_PHOTONS = 2 ** -126;

/** Outputs of kernels whose quotients with the photons of Bragg scattering are the planes of a label. */
const PLANES: Readonly<Record<Label, readonly string[]>> = {
  energy: ['braggEnergy'],
  hkl: ['braggH', 'braggK', 'braggL'],
};

/** Extensions of files of numbers alone, and of files in which each plane is an image of a series. */
const PLAIN = ['.npy', '.bin'];
const NEXUS = ['.nxs', '.h5'];

/** Images of a label: for each panel its planes [slow, fast], one after the other; 0 where nothing scatters. */
export type LabelImages = Readonly<Partial<Record<Label, readonly Float32Array[]>>>;

/** A file of a label for every image. */
export interface LabelFile {
  readonly label: Label;
  /** Path with `#` in place of the number of the image. */
  readonly pattern: string;
}

/**
 * Lists the files of labels among the outputs of a run.
 *
 * @throws BraggsimError (`usage`) for a format that does not hold them, and for one name for several images
 */
export function labelFiles(names: readonly string[] = [], images = 1): LabelFile[] {
  return names.flatMap((name) => {
    const output = labelOutput(name);
    if (!output) return [];
    const { label, path } = output;
    if (![...PLAIN, ...NEXUS].includes(extensionOf(path))) {
      throw usageError(
        `the output ${label}=${path}: expected a file name that ends in .npy, .bin, .nxs or .h5, which hold numbers as they are; choose one of them`,
      );
    }
    if (images > 1 && !path.includes('#')) {
      throw usageError(`${images} images need # for their number in the name '${path}' of the output ${label}`);
    }
    return [{ label, pattern: path }];
  });
}

/** Computes labels of an image: quotients of weighted sums of Bragg scattering. Background and diffuse scattering do not count. */
export async function renderLabels(
  prepared: PreparedKernel,
  shot: ShotPlan,
  labels: readonly Label[],
  { signal }: Pick<RunOptions, 'signal'> = {},
): Promise<LabelImages> {
  const wanted = [...new Set(labels)];
  if (wanted.length === 0) return {};
  const outputs = ['bragg', ...wanted.flatMap((label) => PLANES[label])];
  const sums = await prepared.run(shot, { outputs, ...(signal && { signal }) });
  const { bragg = [] } = sums;
  const ofPanel = (label: Label, p: number): Float32Array => {
    const weights = bragg[p] as ArrayLike<number>;
    const size = weights.length;
    const image = new Float32Array(PLANES[label].length * size);
    for (const [plane, output] of PLANES[label].entries()) {
      const values = sums[output]?.[p] as ArrayLike<number>;
      for (let i = 0; i < size; i++) {
        const weight = weights[i] as number;
        image[plane * size + i] = weight >= MIN_PHOTONS ? (values[i] as number) / weight : 0;
      }
    }
    return image;
  };
  return Object.fromEntries(wanted.map((label) => [label, bragg.map((_, p) => ofPanel(label, p))]));
}

/** Shape of a panel. */
interface PanelShape {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** Puts the panels of a label together: plane after plane, the panels of each stacked along slow, each starting in column 0. */
function stacked(panels: readonly Float32Array[], shapes: readonly PanelShape[], planes: number) {
  const rows = shapes.reduce((sum, { pixelsSlow }) => sum + pixelsSlow, 0);
  const width = Math.max(...shapes.map(({ pixelsFast }) => pixelsFast));
  const all = new Float32Array(planes * rows * width);
  for (let plane = 0; plane < planes; plane++) {
    let row = plane * rows;
    for (const [p, { pixelsFast, pixelsSlow }] of shapes.entries()) {
      const start = plane * pixelsFast * pixelsSlow;
      for (let slow = 0; slow < pixelsSlow; slow++, row++) {
        const from = start + slow * pixelsFast;
        all.set((panels[p] as Float32Array).subarray(from, from + pixelsFast), row * width);
      }
    }
  }
  return { values: all, shape: [planes, rows, width] as const };
}

/** Encodes the planes of a label as a series of images, with the geometry of the image that they belong to. */
async function encodeSeries(
  { label, pattern }: LabelFile,
  images: LabelImages,
  shapes: readonly PanelShape[],
  metadata: ImageMetadata,
): Promise<Uint8Array[]> {
  const codec = await codecFor(pattern);
  const writer = codec.series?.(baseName(pattern), { imagesPerFile: 0 });
  for (const plane of PLANES[label].keys()) {
    const panels = shapes.map(({ pixelsFast, pixelsSlow }, p) => {
      const size = pixelsFast * pixelsSlow;
      const planes = images[label]?.[p] ?? new Float32Array();
      return ndarray(planes.slice(plane * size, (plane + 1) * size), [pixelsSlow, pixelsFast]);
    });
    writer?.add({ panels, metadata });
  }
  return writer?.finish().flatMap(({ chunks }) => [...chunks]) ?? [];
}

/**
 * Encodes the file of a label: float32, [slow, fast] of the energy and [3, slow, fast] of indices. In NeXus the planes are the images
 * of a series.
 *
 * @param metadata of the image that the label belongs to
 */
export async function encodeLabel(
  file: LabelFile,
  images: LabelImages,
  shapes: readonly PanelShape[],
  metadata: ImageMetadata,
): Promise<Uint8Array[]> {
  const { label, pattern } = file;
  if (NEXUS.includes(extensionOf(pattern))) return encodeSeries(file, images, shapes, metadata);
  const { values, shape } = stacked(images[label] ?? [], shapes, PLANES[label].length);
  const [planes, ...plane] = shape;
  const header = extensionOf(pattern) === '.npy' ? [npyHeader(planes === 1 ? plane : shape)] : [];
  return [...header, toLittleEndian(values)];
}
