import { type RunOptions, yieldToTasks } from '@braggsim/core/kernel';

/** Time for which a thread computes before other tasks run, ms. */
const TURN_MS = 40;

/** Turns of a long computation on a thread that has other tasks, such as timers and signals. */
export interface Turns {
  /** Tells whether the present turn has lasted long enough; asked between pieces of work. */
  isOver(): boolean;
  /** Reports progress, lets other tasks run, and begins the next turn. @param fraction finished part of the computation */
  next(fraction: number): Promise<void>;
}

/** Begins the first turn of a computation. */
export function beginTurns(progress: RunOptions['progress']): Turns {
  let start = performance.now();
  return {
    isOver: () => performance.now() - start >= TURN_MS,
    next: async (fraction) => {
      progress?.(fraction);
      await yieldToTasks();
      start = performance.now();
    },
  };
}
