import { arePaired } from '../image/combined';
import type { ShownImage } from '../image/shown-image';
import { attempt, plainPanels } from './actions';
import { type App, imageOf } from './model';

/** Time for which each of two images is shown, ms. */
const BLINK_MS = 600;

/** Keeps the shown image for comparison. */
export function keepImage({ session, settings }: App, image: ShownImage | undefined): void {
  if (!image) return;
  session.set({ kept: { ...image, name: `${image.name} (kept)` } });
  settings.set({ reference: 'kept image' });
}

/** Shows the other one of two images. */
export function blink({ session, settings }: App): void {
  if (settings.get().mode === 'compare') session.set({ showsReference: !session.get().showsReference });
}

/** Lets two images blink. @returns the function that ends it */
export function startBlinking(app: App): () => void {
  const timer = setInterval(() => blink(app), BLINK_MS);
  return () => clearInterval(timer);
}

/** Computes the figures whenever one of the compared images has changed. */
export function compareOnChange(app: App): void {
  let last: readonly (ShownImage | undefined)[] = [];
  const look = (): void => {
    const { mode, reference, compared } = app.settings.get();
    if (mode !== 'compare') return;
    const pair = [imageOf(compared, app.session.get()), imageOf(reference, app.session.get())] as const;
    if (pair.every((image, i) => image === last[i])) return;
    last = pair;
    app.session.set({ figures: undefined });
    const [image, other] = pair;
    if (!image || !other || image === other || !arePaired(image, other)) return;
    void attempt(app, async () => {
      const metadata = image.unknown.length === 0 ? image.metadata : undefined;
      const figures = await app.files.ask('compare', plainPanels(image), plainPanels(other), metadata);
      if (last === pair) app.session.set({ figures });
    });
  };
  app.settings.subscribe(look);
  app.session.subscribe(look);
}
