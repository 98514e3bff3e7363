import { dataError } from '@braggsim/core';
import { combinedMask, type DecodedImage, MASK_BITS, maskOfValues, type PixelMask } from '@braggsim/core/derived';
import { inFile } from '@braggsim/core/text';
import {
  bitsMask,
  type DescribedMask,
  type DescribedPanelMask,
  type FlexMask,
  gapsMask,
  isPickle,
  type MaskDataset,
  type PanelMask,
  readFlexMasks,
} from '@braggsim/detector-io/masks';
import { describedMask, isDescribed } from './described-masks';
import type { ImageFile } from './image-file';
import { combinedMasks, type ImageMasks, type LoadedMask, type PixelCounts } from './image-masks';

/** How mask files are read: of a disk, or of those that a user has opened. */
export interface MaskAccess {
  /** Reads a text file. @throws BraggsimError (`data`) when it cannot be read */
  text(path: string): string;
  /** Returns the content of a file, unpacked. @throws BraggsimError (`data`) when it cannot be read */
  bytes(path: string): Uint8Array;
  /** Opens an image of any format. @throws BraggsimError (`usage`, `data`) for what is none */
  openImage(path: string, bytes: Uint8Array): Promise<ImageFile>;
  /** Returns the path of a file that another one names. @throws BraggsimError (`data`) when it is not there */
  beside(path: string, file: string): string;
  /** What is said of such a file that cannot be had, and what to do. */
  readonly missing: string;
}

/**
 * Reads mask files: images of any format, in which 0 masks a pixel; masks of DIALS; and the masks, bad regions and trusted ranges of
 * dxtbx `.expt` and CrystFEL `.geom` files, with the mask files in their folders that they name.
 *
 * @param rawSize size of raw images, which do not know their own; they are refused when absent
 * @throws BraggsimError (`data`) for a file that cannot be read, or is no mask
 */
export async function readMasks(
  paths: readonly string[],
  access: MaskAccess,
  rawSize?: PixelCounts,
): Promise<ImageMasks | undefined> {
  if (paths.length === 0) return undefined;
  const masks: LoadedMask[] = [];
  for (const path of paths) masks.push(await loadMask(path, access, rawSize));
  return combinedMasks(masks);
}

function loadMask(path: string, access: MaskAccess, rawSize: PixelCounts | undefined): Promise<LoadedMask> {
  if (isDescribed(path)) return loadDescribed(path, describedMask(path, access.text(path)), access);
  const bytes = access.bytes(path);
  return isPickle(bytes) ? loadFlex(path, bytes) : loadImage(path, bytes, access, rawSize);
}

const panelOfFlex = ({ shape: [pixelsSlow, pixelsFast], mask }: FlexMask): PanelMask => ({
  pixelsSlow,
  pixelsFast,
  mask,
});

async function loadFlex(path: string, bytes: Uint8Array): Promise<LoadedMask> {
  const panels = inFile(path, () => readFlexMasks(bytes)).map(panelOfFlex);
  return { path, panels, isWhole: false, warnings: [] };
}

/** Returns the first image of a file, in which pixels that are 0 or masked do not count. */
async function loadImage(
  path: string,
  bytes: Uint8Array,
  access: MaskAccess,
  rawSize: PixelCounts | undefined,
): Promise<LoadedMask> {
  const file = await openMaskImage(path, bytes, access, rawSize);
  const params = file.format === 'raw' ? { ...rawSize } : {};
  try {
    const facts = await file.facts(params);
    const { panels, masks = [] } = await file.decode(params);
    const masked = panels.map(({ data, shape: [pixelsSlow = 0, pixelsFast = 0] }, p): PanelMask => {
      const zero = Uint32Array.from(data, (value) => (value === 0 ? MASK_BITS.userDefined : 0));
      return { pixelsSlow, pixelsFast, mask: combinedMask(zero, masks[p], maskOfValues(data, {})) };
    });
    const warnings = [
      ...((facts?.images ?? 1) > 1 ? [`it holds ${facts?.images} images, of which the first is the mask`] : []),
      ...(masked.every(({ mask }) => mask?.every((bits) => bits === 0))
        ? ['it masks no pixel: those that do not count should be 0 in it']
        : []),
    ];
    return { path, panels: masked, isWhole: false, warnings };
  } finally {
    await file.close();
  }
}

async function openMaskImage(
  path: string,
  bytes: Uint8Array,
  access: MaskAccess,
  rawSize?: PixelCounts,
): Promise<ImageFile> {
  const file = await access.openImage(path, bytes).catch((cause: unknown) => {
    const message = `'${path}' is no mask that can be read: give an image (0 masks a pixel), a mask of DIALS, or an .expt or .geom file`;
    throw dataError({ message, cause });
  });
  if (file.format !== 'raw' || rawSize) return file;
  await file.close();
  throw dataError(`the mask '${path}' is a raw image, which does not know its size: convert it to another format`);
}

/** Returns the path of a file that a geometry file names. */
function besideGeometry(path: string, file: string, access: MaskAccess): string {
  try {
    return access.beside(path, file);
  } catch (cause) {
    const message = `'${path}' names the mask file '${file}', which ${access.missing}`;
    throw dataError({ message, found: file, cause });
  }
}

async function loadDescribed(path: string, described: DescribedMask, access: MaskAccess): Promise<LoadedMask> {
  const { panels, staticFile, isWhole, gain, pedestal, warnings } = described;
  const datasets = new DatasetReader(path, access);
  const loaded: PanelMask[] = [];
  const notes = new Set(warnings);
  try {
    for (const panel of panels) {
      const bits: (PixelMask | undefined)[] = [];
      for (const dataset of panel.datasets) {
        if (dataset.file !== undefined) bits.push(await datasets.read(panel, dataset, dataset.file));
        else
          notes.add(
            `its mask '${dataset.path}' is in the image files and is not read: masks of NeXus files are read by themselves`,
          );
      }
      loaded.push({ ...panel, mask: combinedMask(gapsMask(panel), ...bits) });
    }
  } finally {
    await datasets.close();
  }
  const own: LoadedMask = { path, panels: loaded, isWhole, gain, pedestal, warnings: [...notes] };
  if (staticFile === undefined) return own;
  const file = besideGeometry(path, staticFile, access);
  return withStatic(own, await loadFlex(file, access.bytes(file)));
}

/** Adds a static mask to a mask. @throws BraggsimError (`data`) where it is not of the panels */
function withStatic(own: LoadedMask, { path, panels }: LoadedMask): LoadedMask {
  const sizes = (list: readonly PanelMask[]) =>
    list.map(({ pixelsSlow, pixelsFast }) => `${pixelsSlow} x ${pixelsFast}`);
  if (String(sizes(own.panels)) !== String(sizes(panels))) {
    throw dataError(
      `the mask '${path}' is of ${sizes(panels)} pixels (slow x fast), and the panels of '${own.path}' of ${sizes(own.panels)}`,
    );
  }
  return {
    ...own,
    panels: own.panels.map((panel, p) => ({ ...panel, mask: combinedMask(panel.mask, panels[p]?.mask) })),
  };
}

/** Reads the arrays that a `.geom` file names, each file and array once. */
class DatasetReader {
  readonly #files = new Map<string, Promise<ImageFile>>();
  readonly #arrays = new Map<string, Promise<DecodedImage>>();

  constructor(
    private readonly geometry: string,
    private readonly access: MaskAccess,
  ) {}

  /** Returns the bits of a panel out of an array in a file. */
  async read(panel: DescribedPanelMask, dataset: MaskDataset, file: string): Promise<PixelMask> {
    const { pixelsFast, pixelsSlow, name } = panel;
    const [fast0, slow0] = dataset.firstPixel;
    const array = await this.#array(file, dataset);
    const [
      {
        data,
        shape: [slow = 0, fast = 0],
      },
    ] = array.panels as [DecodedImage['panels'][number]];
    if (fast0 + pixelsFast > fast || slow0 + pixelsSlow > slow) {
      throw dataError(
        `the mask '${dataset.path}' of '${file}' has ${slow} x ${fast} pixels (slow x fast), and panel ${name} of '${this.geometry}' ends at ${slow0 + pixelsSlow} x ${fast0 + pixelsFast}`,
      );
    }
    const values = new Float64Array(pixelsFast * pixelsSlow);
    for (let row = 0; row < pixelsSlow; row++) {
      const from = (slow0 + row) * fast + fast0;
      values.set(data.subarray(from, from + pixelsFast), row * pixelsFast);
    }
    return bitsMask(values, dataset);
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.then(({ close }) => close()).catch(() => undefined);
  }

  #array(file: string, { path, leading }: MaskDataset): Promise<DecodedImage> {
    const key = `${file}\n${path}\n${leading}`;
    const known = this.#arrays.get(key);
    if (known) return known;
    const opened = this.#files.get(file) ?? this.#open(file);
    this.#files.set(file, opened);
    const read = opened.then((image) =>
      image.format === 'nxmx' ? image.decode({ array: path, leading }) : image.decode({}),
    );
    this.#arrays.set(key, read);
    return read;
  }

  async #open(file: string): Promise<ImageFile> {
    const path = besideGeometry(this.geometry, file, this.access);
    return openMaskImage(path, this.access.bytes(path), this.access);
  }
}
