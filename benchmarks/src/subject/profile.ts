import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Interval of samples, µs. */
const SAMPLE_EVERY_US = 200;

/** Writes a CPU profile of some work, for the developer tools of Chrome. */
export async function writeProfile(file: string, work: () => Promise<unknown>): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await session.post('Profiler.start');
    await work();
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
  } finally {
    session.disconnect();
  }
}
