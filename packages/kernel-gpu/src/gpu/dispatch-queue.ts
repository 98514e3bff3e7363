import type { Pace } from './pace';

/** Dispatches that wait while one runs: enough to keep the device busy, few enough to stop soon. */
const IN_FLIGHT = 2;

/** The dispatches of all shots in flight. */
export interface DispatchQueue {
  /** Waits for its turn; resolves when it is submitted. */
  submit(commands: GPUCommandBuffer, samples: number, pace: Pace): Promise<void>;
}

/** Submits dispatches, a few at a time, and tells their pace how long they take. */
export function dispatchQueue({ queue }: GPUDevice): DispatchQueue {
  const running: Promise<void>[] = [];
  let free = 0;
  return {
    submit: async (commands, samples, pace) => {
      while (running.length >= IN_FLIGHT) await running.shift();
      const submitted = performance.now();
      queue.submit([commands]);
      const finished = queue.onSubmittedWorkDone().then(() => {
        const now = performance.now();
        pace.took(samples, now - Math.max(submitted, free));
        free = now;
      });
      // A device that is lost is told where the image is read.
      finished.catch(() => {});
      running.push(finished);
    },
  };
}
