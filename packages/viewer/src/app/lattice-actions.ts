import type { Experiment } from '@braggsim/experiment';
import type { Turn } from '../geometry/predictions';
import { report } from './actions';
import { type App, imageOf } from './model';
import { askLattices } from './simulate-actions';

/** Time after the last change after which spots are predicted anew, ms. */
const PREDICT_AFTER_MS = 60;

/** Returns the image whose spindle angles count: one of a file. A simulation has those of the experiment. */
function turnOf({ settings, session }: App): Turn | undefined {
  const { mode, measured } = settings.get();
  const which = mode === 'view' ? 'opened image' : mode === 'refine' ? measured : undefined;
  const image = which === 'opened image' ? imageOf(which, session.get()) : undefined;
  return image && image.metadata.scan.width !== 0 ? image.metadata.scan : undefined;
}

/**
 * Predicts the spots of the experiment, and its crystal for the read-out, whenever one of them has changed in a mode that shows them: in
 * the modes of files only where spots are asked for, since the experiment need not belong to the file.
 */
export function predictOnChange(app: App): void {
  let last: readonly unknown[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (experiment: Experiment, hasSpots: boolean, turn: Turn | undefined): Promise<void> => {
    try {
      const lattices = await askLattices(app, { experiment, hasSpots, ...(turn && { turn }) });
      app.session.set({ lattices });
    } catch (error) {
      app.session.set({ lattices: undefined });
      if (hasSpots) report(app, `no spots are predicted: ${(error as Error).message}`);
    }
  };
  const look = (): void => {
    const { mode, experiment, predictions } = app.settings.get();
    const { start, width } = turnOf(app) ?? {};
    const isNeeded = predictions || mode === 'simulate' || mode === 'refine';
    const next = [isNeeded, experiment, predictions, start, width, app.session.get().inputs];
    if (next.every((value, i) => value === last[i])) return;
    last = next;
    clearTimeout(timer);
    if (!isNeeded) {
      app.session.set({ lattices: undefined });
      return;
    }
    const turn = start === undefined || width === undefined ? undefined : { start, width };
    timer = setTimeout(() => void ask(experiment, predictions, turn), PREDICT_AFTER_MS);
  };
  app.settings.subscribe(look);
  app.session.subscribe(look);
  look();
}
