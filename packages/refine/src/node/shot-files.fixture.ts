import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noisyShot, SPOTS, TRUTH } from '../shot.fixture';
import type { refineShots } from './refine-shots';
import type { ShotTask } from './run-shot';

const START = { ...TRUTH, crystal: { ...TRUTH.crystal, misset: [12.1, -33.05, 57.04] as const } };

/** How the shots of the tests are refined. */
const REFINE = { free: ['misset', 'scale', 'distance'], boxPx: 4 };

/**
 * Writes shots of one model with noise of different seeds into a folder, and returns what is asked for them.
 *
 * @param shared numbers with one value for all shots
 */
export async function shotTasks(folder: string, count: number, shared: string): Promise<ShotTask[]> {
  mkdirSync(folder, { recursive: true });
  const spots = join(folder, 'spots.txt');
  writeFileSync(spots, SPOTS.map(({ centre }) => centre.join(' ')).join('\n'));
  const tasks: ShotTask[] = [];
  for (let number = 1; number <= count; number++) {
    const image = join(folder, `image_${number}.bin`);
    const { measurement } = await noisyShot(TRUTH, START, number);
    writeFileSync(image, Float32Array.from(measurement.panels[0]?.values ?? []));
    tasks.push({
      number,
      files: { experiment: join(folder, 'start.json'), image, spots },
      experiment: { ...START, refine: { ...REFINE, shared: [shared] } },
      flags: [],
      plugins: [],
      outputs: [join(folder, 'refined_#.json')],
      ofSeveral: count > 1,
    });
  }
  return tasks;
}

/** Returns the report of a run without what may differ from run to run. */
export const withoutTimes = ({ report }: Awaited<ReturnType<typeof refineShots>>): unknown =>
  JSON.parse(JSON.stringify(report, (key, value) => (key === 'seconds' ? undefined : value)));
