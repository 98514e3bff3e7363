import { Superseded } from '../files/client';
import type { PlainPanel } from '../files/messages';
import { shownImage } from '../files/shown';
import type { FileSource } from '../files/sources';
import { percentileRange, sampledPixels, type ValueRange } from '../image/contrast';
import type { Point } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import { fitted, type View, zoomed } from '../image/view';
import type { Settings } from '../state/settings';
import { withEdits } from '../tools/mask-edits';
import { type App, countImages, shownOf } from './model';

/** Number of problems that are shown at the same time. */
const MAX_PROBLEMS = 5;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Shows a problem; the page goes on. */
export function report({ session }: App, ...problems: readonly string[]): void {
  if (problems.length > 0) session.set({ problems: [...session.get().problems, ...problems].slice(-MAX_PROBLEMS) });
}

/** Runs an action whose errors are shown as problems. */
export async function attempt(app: App, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Superseded)) report(app, messageOf(error));
  }
}

/** Opens images in place of those that are open, and shows the first one. */
export async function openImages(app: App, sources: readonly FileSource[]): Promise<void> {
  if (sources.length === 0) return;
  const { session, settings, files } = app;
  session.set({ problems: [], isLoading: true, isPlaying: false });
  await attempt(app, async () => {
    const { entries, problems } = await files.ask('open', sources, session.get().rawShape);
    report(app, ...problems);
    if (entries.length === 0) return;
    session.set({ sources, entries, current: 0 });
    const { mode } = settings.get();
    // Images that are opened in other modes are what these compare or refine against.
    settings.set({
      mode: mode === 'simulate' ? 'view' : mode,
      ...(mode === 'refine' && { measured: 'opened image' }),
      view: null,
      points: [],
    });
    await showImage(app, 0);
  });
  session.set({ isLoading: false });
}

const NOTHING_VIEWED = { unedited: undefined, viewed: undefined, spots: undefined, radial: undefined };

/** Shows an image of the open files. */
export async function showImage(app: App, image: number): Promise<void> {
  const { session, files } = app;
  const total = countImages(session.get());
  if (total === 0) return;
  const current = Math.min(Math.max(image, 0), total - 1);
  session.set({ current, isLoading: true });
  await attempt(app, async () => {
    const loaded = await files.ask('load', current, app.settings.get().stack).catch((error: unknown) => {
      // The list selects this image: the picture of another one must not stay beside its name.
      if (!(error instanceof Superseded)) session.set(NOTHING_VIEWED);
      throw error;
    });
    const unedited = shownImage(loaded);
    const viewed = withEdits(unedited, session.get().maskEdits);
    session.set({ unedited, viewed, spots: undefined, radial: undefined });
    if (app.settings.get().spots) await findSpots(app);
  });
  if (session.get().current === current) session.set({ isLoading: false });
}

/** Returns the panels of an image without the copies for drawing, for a worker. */
export const plainPanels = ({ panels }: ShownImage): PlainPanel[] =>
  panels.map(({ pixels, pixelsFast, pixelsSlow, mask }) => ({ pixels, pixelsFast, pixelsSlow, ...(mask && { mask }) }));

/** Returns the image of the mode. */
export const currentImage = ({ settings, session }: App): ShownImage | undefined =>
  shownOf(settings.get(), session.get());

/** Finds the spots of the shown image in the worker of files, and puts them into the session. */
export async function findSpots(app: App): Promise<void> {
  const image = currentImage(app);
  if (!image) return;
  await attempt(app, async () => {
    const spots = await app.files.ask('spots', plainPanels(image));
    if (currentImage(app) === image) app.session.set({ spots });
    app.settings.set({ spots: true });
  });
}

/** Averages the shown image around the beam. */
export async function averageRadially(app: App): Promise<void> {
  const image = currentImage(app);
  if (!image) return;
  await attempt(app, async () => {
    const radial = await app.files.ask('radial', plainPanels(image), image.metadata);
    if (currentImage(app) === image) app.session.set({ radial });
  });
}

/** Writes the shown image in the format of a name and lets the browser save it. @returns whether it was written */
export async function saveImage(app: App, name: string): Promise<boolean> {
  const image = currentImage(app);
  if (!image) return false;
  let isWritten = false;
  await attempt(app, async () => {
    const { bytes, notes } = await app.files.ask('write', plainPanels(image), image.metadata, name);
    report(app, ...notes);
    download(new Blob([bytes]), name);
    isWritten = true;
  });
  return isWritten;
}

/** Lets the browser save a file. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The browser reads the address after this function has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Returns the view of the settings, or that of the whole picture. */
export function currentView(app: App): View | undefined {
  const image = currentImage(app);
  return image && (app.settings.get().view ?? fitted(image, app.session.get().screen));
}

/** Zooms by a factor around a point of the screen, its middle by default. */
export function zoom(app: App, factor: number, at?: Point): void {
  const view = currentView(app);
  const { width, height } = app.session.get().screen;
  if (view) app.settings.set({ view: zoomed(view, factor, at ?? [width / 2, height / 2]) });
}

/** Ranges of images by their percentiles, which several parts of the page ask for. */
const ranges = new WeakMap<ShownImage, Map<string, ValueRange>>();

/** Returns the range of values that is shown. */
export function rangeOf({ range, percentiles }: Settings, image: ShownImage): ValueRange {
  if (range) return range;
  const known = ranges.get(image) ?? new Map<string, ValueRange>();
  ranges.set(image, known);
  const key = percentiles.join(' ');
  const found = known.get(key) ?? percentileRange(sampledPixels(image), ...percentiles);
  known.set(key, found);
  return found;
}

/** Moves the high end of the range: more contrast for factors below 1. */
export function changeContrast(app: App, factor: number): void {
  const image = currentImage(app);
  if (!image) return;
  const { low, high } = rangeOf(app.settings.get(), image);
  app.settings.set({ range: { low, high: low + (high - low) * factor } });
}

/** Switches a setting on or off. */
export function toggle(
  { settings }: App,
  name: { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings],
): void {
  settings.set({ [name]: !settings.get()[name] });
}
