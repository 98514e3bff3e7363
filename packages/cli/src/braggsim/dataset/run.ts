import { usageError } from '@braggsim/core';
import { asRanges, type RunProgress, type RunResult, runDataset } from '@braggsim/dataset/node';
import { formatSeconds } from '../../terminal/durations';
import { version } from '../../terminal/version';
import { stopped } from './errors';
import type { DatasetAction } from './options';

const MB = 1e6;
/** Time between two lines where there is no terminal, and window of the rate, ms. */
const LINE_MS = 30_000;
const WINDOW_MS = 60_000;
const CLEAR_LINE = '\r\x1b[K';

/** Formats the state of a run on a line: shards, shots, images per second over the last minute, and the time that is left. */
export function progressLine({ shards, allShards, shots, allShots, bytes }: RunProgress, imagesPerS: number): string {
  const left = imagesPerS > 0 ? `, ${formatSeconds((allShots - shots) / imagesPerS)} left` : '';
  return `shards ${shards}/${allShards}, shots ${shots}/${allShots}, ${imagesPerS.toPrecision(3)} images/s, ${(bytes / MB).toFixed(1)} MB${left}`;
}

/** Shows the state of a run: on one line of a terminal, or on a line of its own every 30 s. */
function reporter(write: (text: string) => void, interactive: boolean) {
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

/** Versions of what decides the bytes of a data set. */
export const datasetVersions = { braggsim: version } as const;

function summary({ made, kept, shots, bytes, seconds, missing }: RunResult): string {
  const rate = seconds > 0 ? shots / seconds : 0;
  const rest = missing.length > 0 ? `; ${missing.length} missing: ${asRanges(missing).join(', ')}` : '';
  return `${made} shard(s) made, ${kept} kept, ${shots} shots, ${(bytes / MB).toFixed(1)} MB in ${formatSeconds(seconds)} (${rate.toPrecision(3)} images/s)${rest}\n`;
}

/** Makes the missing shards of a data set. */
export const runAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['out', 'shards', 'workers', 'grace', 'trust', 'force', 'allowVersions', 'stale', 'json', 'plugin'],
  async run(planFile, options, { out, err, signal, interactive }) {
    const { out: folder, shards, workers, trust, force, allowVersions } = options;
    if (folder === undefined) throw usageError('dataset run needs the folder of the data set: -o folder');
    const [drop, finish] = [new AbortController(), new AbortController()];
    // Ctrl-C drops what is begun; a batch system that ends a job gives it time to finish.
    const onStop = (): void => (signal.reason === 'SIGINT' ? drop : finish).abort(signal.reason);
    const onUser = (): void => finish.abort('SIGUSR1');
    if (signal.aborted) onStop();
    signal.addEventListener('abort', onStop);
    process.on('SIGUSR1', onUser);
    const shown = reporter(err, interactive);
    try {
      const result = await runDataset({
        planFile,
        out: folder,
        versions: datasetVersions,
        plugins: options.plugin,
        shards,
        workers,
        graceS: options.grace,
        staleS: options.stale,
        trust,
        force,
        allowVersions,
        signal: drop.signal,
        finish: finish.signal,
        onProgress: (progress) => shown.update(progress),
        onWarning: ({ message }) => err(`braggsim: warning: ${message}\n`),
      }).finally(() => shown.end());
      out(
        options.json
          ? `${JSON.stringify({ ...result, missing: asRanges(result.missing) }, null, 1)}\n`
          : summary(result),
      );
      if (result.missing.length > 0) {
        throw stopped(
          `stopped early by ${String(finish.signal.reason)}: all that is finished is kept; the same command goes on`,
        );
      }
    } finally {
      signal.removeEventListener('abort', onStop);
      process.off('SIGUSR1', onUser);
    }
  },
};
