/** A run that has taken this long is given up for a newer request; a quicker one may end, so that the image follows. */
const PATIENCE_MS = 1000;

/** Runs one request at a time. Of those that come meanwhile only the newest is kept. */
export function newestFirst<Request>(run: (request: Request, signal: AbortSignal) => Promise<void>) {
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
      setTimeout(() => controller.abort(), since + PATIENCE_MS - performance.now());
    } else void work();
  };
}
