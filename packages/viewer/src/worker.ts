import { isBraggsimError } from '@braggsim/core';
import type { Answer, Order } from './messages';
import { newestFirst } from './newest';
import { lysozyme } from './reflections';
import { simulation } from './simulation';

const simulate = simulation(lysozyme());

const answer = (message: Answer, transfer: Transferable[] = []): void => postMessage(message, { transfer });

const take = newestFirst(async ({ id, experiment, kernel }: Order, signal) => {
  try {
    const shot = await simulate(experiment, kernel, signal);
    answer({ id, shot }, [shot.photons.buffer]);
  } catch (error) {
    if (isBraggsimError(error, 'interrupted')) return;
    answer({ id, problem: isBraggsimError(error) ? error.message : `the ${kernel} kernel failed: ${error}` });
  }
});

addEventListener('message', ({ data }: MessageEvent<Order>) => take(data));
