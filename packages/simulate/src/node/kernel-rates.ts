import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { userCache } from '@braggsim/core/node';
import type { RateStore } from '../rates/choose-by-rate';

/** Reads the rates of a file; none where it is missing or damaged. */
function readRates(path: string): Readonly<Record<string, number>> {
  try {
    const given: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof given !== 'object' || given === null) return {};
    return Object.fromEntries(Object.entries(given).filter(([, rate]) => typeof rate === 'number' && rate > 0));
  } catch {
    return {};
  }
}

/** Returns a store of rates in a file, that of the user's cache by default. Without a file that can be written, rates are measured again. */
export function rateFile(path = userCache('rates.json')): RateStore {
  if (path === undefined) return { find: () => undefined, keep: () => {} };
  return {
    find: (kernel, adapter) => readRates(path)[rateKey(kernel, adapter)],
    keep: (kernel, adapter, rate) => {
      const temporary = `${path}.${process.pid}`;
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(
          temporary,
          `${JSON.stringify({ ...readRates(path), [rateKey(kernel, adapter)]: rate }, null, 2)}\n`,
        );
        renameSync(temporary, path);
      } catch {
        // It is measured again.
      }
    },
  };
}

/** Returns the version of the program: that of the package that this file is in, one folder up when built and two among the sources. */
function ownVersion(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const folder of [join(here, '..'), join(here, '../..')]) {
    try {
      const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      if (`${name}`.includes('braggsim')) return `${version}`;
    } catch {
      // It is the other folder, or a bundle, whose rates are kept without a version.
    }
  }
  return '';
}

/** Names what a rate was measured on: the machine, the versions of the program and of Node, the kernel and its adapter. */
const rateKey = (kernel: string, adapter = ''): string =>
  [kernel, adapter, ownVersion(), process.version, cpus()[0]?.model.trim() ?? '', availableParallelism()].join(' | ');
