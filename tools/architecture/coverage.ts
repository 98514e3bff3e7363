import { Session } from 'node:inspector/promises';

/** Names of the functions that were called, by the end of the path of their file: `packages/core/src/inputs.ts`. */
export type Called = (file: string, name: string) => boolean;

/**
 * Runs something and records which functions this thread calls meanwhile.
 *
 * @param run must import what it runs itself: functions called while a module is loaded count as well
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
