import { Session } from 'node:inspector/promises';

/** Whether a function was called, by its name and the end of the path of its file, such as `packages/core/src/inputs.ts`. */
export type Called = (file: string, name: string) => boolean;

/**
 * Runs some code and records the functions that this thread calls meanwhile.
 *
 * @param run must import the modules that it runs, since functions called while a module is loaded are included
 */
export async function calledDuring(run: () => Promise<unknown>): Promise<Called> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return (file, name) =>
      result.some(
        ({ url, functions }) =>
          url.endsWith(file) &&
          functions.some(({ functionName, ranges }) => functionName === name && (ranges[0]?.count ?? 0) > 0),
      );
  } finally {
    session.disconnect();
  }
}
