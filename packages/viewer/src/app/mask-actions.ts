import type { FileSource } from '../files/sources';
import type { Tool } from '../state/settings';
import {
  editsFit,
  type MaskEdits,
  maskPixels,
  withEdits,
  withOther,
  withRegion,
  withValues,
} from '../tools/mask-edits';
import { REGION_SHAPES, type RegionShape } from '../tools/regions';
import { attempt, download, report } from './actions';
import type { App } from './model';

export const isRegion = (tool: Tool): tool is RegionShape => REGION_SHAPES.some((shape) => shape === tool);

/** Changes what is masked of the opened image, from its state without edits. */
function edit({ session }: App, change: (before: MaskEdits | undefined) => MaskEdits | undefined): void {
  const { unedited, maskEdits } = session.get();
  if (!unedited) return;
  const fitting = maskEdits && editsFit(maskEdits, unedited) ? maskEdits : undefined;
  const next = change(fitting);
  session.set({ maskEdits: next, viewed: withEdits(unedited, next), spots: undefined, radial: undefined });
}

/** Masks the pixels of the region that the tool has, or takes them out of what was masked. */
export function maskRegion(app: App, isMasked: boolean): void {
  const { tool, points } = app.settings.get();
  const { unedited } = app.session.get();
  if (!unedited || !isRegion(tool) || points.length < 2) return;
  edit(app, (before) => withRegion(before, unedited, { shape: tool, points }, isMasked));
  app.settings.set({ points: [], mask: true });
}

/** Masks the pixels whose values lie outside of a range. */
export function maskValues(app: App, least: number, largest: number): void {
  const { unedited } = app.session.get();
  if (!unedited) return;
  edit(app, (before) => withValues(before, unedited, { least, largest }));
  app.settings.set({ mask: true });
}

/** Masks the pixels that files mask, besides those that are masked already; files that others name, as those of CrystFEL do, are opened together with them. */
export async function openMasks(app: App, sources: readonly FileSource[]): Promise<void> {
  const { unedited } = app.session.get();
  if (!unedited || sources.length === 0) return;
  await attempt(app, async () => {
    const shapes = unedited.panels.map(({ pixelsSlow, pixelsFast }) => [pixelsSlow, pixelsFast] as const);
    const { panels, warnings } = await app.files.ask('mask', sources, shapes);
    if (app.session.get().unedited !== unedited) return;
    report(app, ...warnings);
    edit(app, (before) => withOther(before, unedited, panels));
    app.settings.set({ mask: true });
  });
}

/** Forgets what was masked on the page; masks of files stay. */
export const clearMask = (app: App): void => edit(app, () => undefined);

/** Saves the mask of the opened image: 1 for pixels that count, 0 for the others. */
export async function saveMask(app: App, name: string): Promise<void> {
  const { viewed } = app.session.get();
  if (!viewed) return;
  await attempt(app, async () => {
    const pixels = maskPixels(viewed);
    const panels = viewed.panels.map(({ pixelsFast, pixelsSlow }, p) => ({
      pixels: pixels[p] as Uint8Array,
      pixelsFast,
      pixelsSlow,
    }));
    const { saturation: _, ...metadata } = viewed.metadata;
    const { bytes, notes } = await app.files.ask('write', panels, metadata, name);
    report(app, ...notes.filter((note) => !note.includes('does not keep')));
    download(new Blob([bytes]), name);
  });
}
