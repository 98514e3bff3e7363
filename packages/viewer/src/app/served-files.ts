import type { FileSource } from '../files/sources';
import { attempt } from './actions';
import type { App } from './model';
import { openFiles } from './open-files';

/** A file that the server of the page offers. */
interface Offered {
  readonly name: string;
  readonly size: number;
  readonly url: string;
}

const isOffered = (value: unknown): value is Offered => {
  const { name, size, url } = (value ?? {}) as Partial<Record<keyof Offered, unknown>>;
  return typeof name === 'string' && typeof size === 'number' && typeof url === 'string';
};

/** Tells whether the server of the page is `braggsim view`, which offers files. */
export const areServed = (): boolean => location.search === '?files';

/** Opens the files that `braggsim view` was given; other servers offer none. */
export async function openServedFiles(app: App): Promise<void> {
  if (!areServed()) return;
  app.session.set({ isLoading: true });
  await attempt(app, async () => {
    const response = await fetch('files.json');
    const list: unknown = response.ok ? await response.json() : undefined;
    if (!Array.isArray(list) || !list.every(isOffered)) throw new Error('the server offers no files');
    // A worker asks from its own place, so that addresses must be whole.
    const sources = list.map(
      ({ name, size, url }): FileSource => ({ name, size, url: new URL(url, location.href).href }),
    );
    await openFiles(app, sources);
  });
  app.session.set({ isLoading: false });
}
