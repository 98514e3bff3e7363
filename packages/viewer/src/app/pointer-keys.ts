import type { Point } from '../image/placement';
import { panned } from '../image/view';
import { currentImage, currentView } from './actions';
import type { App } from './model';
import { addPoint } from './tool-actions';

/** Shows the whole picture. */
export const fitPicture = ({ settings }: App): void => settings.set({ view: null });

/** Moves the picture by pixels of the screen. */
export function panBy(app: App, dx: number, dy: number): void {
  const view = currentView(app);
  if (view) app.settings.set({ view: panned(view, dx, dy) });
}

/** Moves the point of the read-out by pixels of the picture; it starts in the middle. */
export function movePointer(app: App, dx: number, dy: number): void {
  const image = currentImage(app);
  if (!image) return;
  const [x, y] = app.cursor.get().at ?? [image.width / 2, image.height / 2];
  const at: Point = [
    Math.min(Math.max(Math.floor(x) + 0.5 + dx, 0.5), image.width - 0.5),
    Math.min(Math.max(Math.floor(y) + 0.5 + dy, 0.5), image.height - 0.5),
  ];
  app.cursor.set({ at });
}

/** Gives the tool the point of the read-out, as a click does. */
export function pressPointer(app: App): void {
  const { at } = app.cursor.get();
  if (at) addPoint(app, at);
}
