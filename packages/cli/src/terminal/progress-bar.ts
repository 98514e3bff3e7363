import { formatSeconds } from '@braggsim/core/text';

const WIDTH = 30;
/** Shortest time between two updates of the bar (ms). */
const INTERVAL = 100;
/** Work that is done within this time (ms) shows no bar. */
const DELAY = 500;
const CLEAR_LINE = '\r\x1b[K';

export interface ProgressBar {
  /** Updates the bar. @param fraction fraction of the whole work, 0 to 1 */
  update(fraction: number): void;
  /** Removes the bar from the terminal. */
  end(): void;
}

/** Creates a progress bar with the remaining time on one line of a terminal. */
export function progressBar(write: (text: string) => void, now = () => performance.now()): ProgressBar {
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
