import { formatSeconds } from './durations';

const WIDTH = 30;
/** Redrawn at most this often, ms. */
const INTERVAL = 100;
/** Nothing is drawn for work that is done by then, ms. */
const DELAY = 500;
const CLEAR_LINE = '\r\x1b[K';

export interface ProgressBar {
  /** @param fraction of the whole work, 0 to 1 */
  update(fraction: number): void;
  /** Removes the bar from the terminal. */
  end(): void;
}

/** A bar with the time left on one line of a terminal. */
export function progressBar(write: (text: string) => void, now: () => number = performance.now): ProgressBar {
  const start = now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(fraction) {
      const time = now();
      if (time - start < DELAY || time - drawn < INTERVAL || fraction <= 0) return;
      drawn = time;
      const full = Math.round(WIDTH * Math.min(fraction, 1));
      const left = ((time - start) * (1 - fraction)) / fraction / 1000;
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
      write(`${CLEAR_LINE}${bar} ${Math.floor(100 * fraction)} %, ${formatSeconds(left)} left`);
    },
    end() {
      if (drawn > Number.NEGATIVE_INFINITY) write(CLEAR_LINE);
    },
  };
}
