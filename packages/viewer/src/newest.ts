/** Time after which a run is stopped for a newer request, ms; shorter runs are completed, so that the image follows the sliders. */
const STOP_AFTER_MS = 1000;

/**
 * Creates a function that runs one request at a time. Of the requests that arrive during a run only the newest is kept.
 *
 * @param stopAfterMs time after which a run is stopped for a newer request
 */
export function newestFirst<Request>(
  run: (request: Request, signal: AbortSignal) => Promise<void>,
  stopAfterMs = STOP_AFTER_MS,
) {
  let waiting: Request | undefined;
  let current: { readonly controller: AbortController; readonly since: number } | undefined;
  const work = async (): Promise<void> => {
    while (waiting !== undefined) {
      const request = waiting;
      waiting = undefined;
      current = { controller: new AbortController(), since: performance.now() };
      await run(request, current.controller.signal);
    }
    current = undefined;
  };
  return (request: Request): void => {
    waiting = request;
    if (current) {
      const { controller, since } = current;
      setTimeout(() => controller.abort(), since + stopAfterMs - performance.now());
    } else void work();
  };
}
