import { formatSeconds } from '@braggsim/core/text';
import { asRanges } from './ranges';
import type { RunProgress, RunResult } from './run-dataset';
import type { DatasetStatus } from './status';

const MB = 1e6;
/** Time between two lines where there is no terminal, and window of the rate, ms. */
const LINE_MS = 30_000;
const WINDOW_MS = 60_000;
const CLEAR_LINE = '\r\x1b[K';

/** Formats the state of a run on a line: shards, shots, images per second over the last minute, and the time that is left. */
function progressLine({ shards, allShards, shots, allShots, bytes }: RunProgress, imagesPerS: number): string {
  const left = imagesPerS > 0 ? `, ${formatSeconds((allShots - shots) / imagesPerS)} left` : '';
  return `shards ${shards}/${allShards}, shots ${shots}/${allShots}, ${imagesPerS.toPrecision(3)} images/s, ${(bytes / MB).toFixed(1)} MB${left}`;
}

/** Returns a writer of the state of a run: on one line of a terminal, or on a line of its own every 30 s. */
export function runProgressLines(write: (text: string) => void, interactive: boolean) {
  const window: { readonly time: number; readonly shots: number }[] = [{ time: performance.now(), shots: 0 }];
  let written = performance.now();
  return {
    update(progress: RunProgress): void {
      const time = performance.now();
      window.push({ time, shots: progress.shots });
      while (window.length > 2 && time - (window[0]?.time ?? time) > WINDOW_MS) window.shift();
      const [first] = window as [(typeof window)[number]];
      const rate = time > first.time ? (1000 * (progress.shots - first.shots)) / (time - first.time) : 0;
      if (interactive) write(`${CLEAR_LINE}${progressLine(progress, rate)}`);
      else if (time - written >= LINE_MS) {
        written = time;
        write(`${progressLine(progress, rate)}\n`);
      }
    },
    end: () => interactive && write(CLEAR_LINE),
  };
}

/** Formats the result of a run as a line for people. */
export function runSummary({ made, kept, shots, bytes, seconds, missing }: RunResult): string {
  const rate = seconds > 0 ? shots / seconds : 0;
  const rest = missing.length > 0 ? `; ${missing.length} missing: ${asRanges(missing).join(', ')}` : '';
  return `${made} shard(s) made, ${kept} kept, ${shots} shots, ${(bytes / MB).toFixed(1)} MB in ${formatSeconds(seconds)} (${rate.toPrecision(3)} images/s)${rest}`;
}

/** Formats the state of a data set as lines for people. */
export function statusLines({
  plan,
  layout,
  shots,
  shards,
  done,
  missing,
  bytes,
  imagesPerS,
  rejected,
}: DatasetStatus) {
  const rows = [
    ['plan', plan],
    ['layout', layout],
    ['shots', `${shots}`],
    ['shards', `${done} of ${shards}${missing.length > 0 ? `; missing ${missing.join(', ')}` : ''}`],
    ['size', `${(bytes / MB).toFixed(1)} MB`],
    ['rate', `${imagesPerS} images/s and worker`],
    ...(rejected > 0 ? [['rejected', `${rejected} file(s)`]] : []),
  ];
  return rows.map(([label = '', value]) => `${label.padEnd(9)} ${value}`);
}
