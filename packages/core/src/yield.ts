/** Function of Node that queues a task without delay, which browsers lack; a timer waits a millisecond. */
const { setImmediate: soon } = globalThis as { readonly setImmediate?: (task: () => void) => unknown };

/** Lets other tasks of this thread run: timers, messages and signals are handled between tasks only. */
export const yieldToTasks = (): Promise<void> =>
  new Promise((resolve) => {
    if (soon) soon(resolve);
    else setTimeout(resolve, 0);
  });
