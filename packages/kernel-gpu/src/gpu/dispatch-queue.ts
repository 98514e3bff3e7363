import type { DispatchSizer } from './dispatch-sizer';

/** Number of dispatches in flight: enough to keep the device busy, few enough to stop soon. */
const IN_FLIGHT = 2;

/** Queue for the dispatches of all shots in flight. */
export interface DispatchQueue {
  /** Waits until the queue has room, submits the commands, and reports their duration to the sizer. */
  submit(commands: GPUCommandBuffer, samples: number, sizer: DispatchSizer): Promise<void>;
}

/** Creates a queue that submits a few dispatches at a time to a device. */
export function dispatchQueue({ queue }: GPUDevice): DispatchQueue {
  const running: Promise<void>[] = [];
  let free = 0;
  return {
    submit: async (commands, samples, sizer) => {
      while (running.length >= IN_FLIGHT) await running.shift();
      const submitted = performance.now();
      queue.submit([commands]);
      const finished = queue.onSubmittedWorkDone().then(() => {
        const now = performance.now();
        sizer.recordDuration(samples, now - Math.max(submitted, free));
        free = now;
      });
      // The loss of a device is reported where the image is read.
      finished.catch(() => {});
      running.push(finished);
    },
  };
}
