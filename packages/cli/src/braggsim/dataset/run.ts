import { usageError } from '@braggsim/core';
import { asRanges, type RunOptions, runDataset, runProgressLines, runSummary } from '@braggsim/dataset/node';
import { generatorOfBundle } from '../../terminal/kept-modules';
import { version } from '../../terminal/version';
import { stopped } from './errors';
import type { DatasetAction } from './options';

/** Versions of what decides the bytes of a data set. */
const datasetVersions = { braggsim: version } as const;

/** The action that makes the missing shards of a data set. */
export const runAction: DatasetAction = {
  argument: 'a plan file',
  flags: ['out', 'shards', 'workers', 'native', 'grace', 'trust', 'force', 'allowVersions', 'stale', 'json', 'plugin'],
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
    const shown = runProgressLines(err, interactive);
    try {
      const result = await runDataset({
        planFile,
        out: folder,
        versions: datasetVersions,
        plugins: options.plugin,
        shards,
        workers,
        native: options.native as RunOptions['native'],
        generator: generatorOfBundle(),
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
          : `${runSummary(result)}\n`,
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
