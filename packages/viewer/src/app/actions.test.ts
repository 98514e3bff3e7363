import { afterEach, expect, test, vi } from 'vitest';
import { Superseded } from '../files/client';
import { DEFAULTS } from '../state/settings';
import { showImage } from './actions';
import { createApp } from './model';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The page with two open images, whose loading ends with the given error, and an earlier picture. */
function pageWithPicture(error: Error) {
  vi.stubGlobal('Worker', class {});
  const ask = () => Promise.reject(error);
  const app = { ...createApp({ ...DEFAULTS, mode: 'view' }), files: { ask: ask as never, start: () => undefined } };
  const entries = ['good.cbf', 'bad.cbf'].map((name) => ({ name, images: 1 }));
  const picture = { width: 1, height: 1 } as never;
  app.session.set({ entries, current: 0, viewed: picture, unedited: picture });
  return { app, picture };
}

test('an image that cannot be read leaves no picture of another one beside its name', async () => {
  const { app } = pageWithPicture(new Error('bad.cbf: it ends too early'));
  await showImage(app, 1);
  const { current, viewed, unedited, problems, isLoading } = app.session.get();
  expect([current, viewed, unedited, isLoading]).toEqual([1, undefined, undefined, false]);
  expect(problems).toEqual(['bad.cbf: it ends too early']);
});

test('a picture stays until a later image that was asked for in its place is there', async () => {
  const { app, picture } = pageWithPicture(new Superseded());
  await showImage(app, 1);
  expect(app.session.get()).toMatchObject({ viewed: picture, problems: [] });
});
