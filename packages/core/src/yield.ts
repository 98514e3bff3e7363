/**
 * Lets other tasks of this thread run: timers, messages and signals are heard between tasks only. Node's own queue is
 * used where there is one, since a timer waits a millisecond.
 */
export const yieldToTasks = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
