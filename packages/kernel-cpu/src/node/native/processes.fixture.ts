import { type SpawnOptions, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Arithmetic, KernelOptions } from '@braggsim/core/kernel';

const PROGRAM = fileURLToPath(new URL('./render.process.fixture.ts', import.meta.url));

/** How an image was computed, and the SHA-256 of its bytes. */
export type Rendered = Arithmetic & { readonly hash: string };
/** Options of the kernel, and how many orientations the plan has. */
export interface Asked extends KernelOptions {
  readonly orientations: number;
}
/** Work enough to compile for, by the estimate: most of it is masked. */
export const LONG: Asked = { precision: 'single', orientations: 70_000 };
export const SHORT: Asked = { precision: 'single', orientations: 3 };

/** Where a process runs. */
interface Surroundings {
  /** Folder of its cache. */
  readonly cache: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** A program with arguments that starts Node, in place of this process. */
  readonly within?: readonly string[];
}

/** Renders in a process of its own, whose cache is the given folder. */
export function render(asked: Asked, { cache, env = {}, flags = [], within = [] }: Surroundings): Promise<Rendered> {
  const argv = [
    ...flags,
    '--conditions=source',
    '--import',
    import.meta.resolve('tsx'),
    PROGRAM,
    JSON.stringify(asked),
  ];
  const options: SpawnOptions = {
    env: { ...process.env, XDG_CACHE_HOME: cache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  return new Promise((resolve, reject) => {
    const [program = '', ...before] = [...within, process.execPath];
    const child = spawn(program, [...before, ...argv], options);
    let [output, messages] = ['', ''];
    child.stdout?.on('data', (text) => {
      output += text;
    });
    child.stderr?.on('data', (text) => {
      messages += text;
    });
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(output)) : reject(new Error(messages))));
  });
}

/** Returns the names of the addons in a cache. */
export const addonsIn = (cache: string): string[] =>
  readdirSync(join(cache, 'braggsim', 'native')).filter((name) => name.endsWith('.node'));
