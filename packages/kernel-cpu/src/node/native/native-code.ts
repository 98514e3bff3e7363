import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedNest } from '../../cpu/generated-nest';
import type { NativeNest } from '../../cpu/native/layout';
import { type AddonCache, type AddonFile, addonCache, cacheFolder, inspectAddon, sha256 } from './cache';
import { type Compilation, type Compiler, compile, findCompiler } from './compiler';
import { type VectorLevel, vectorLevel } from './level';
import { loadAddon } from './load';
import { privateFolder } from './private-folder';
import { type AddonSlot, emptySlot, fillSlot } from './slot';

/** Flags besides those of the level. Contraction would fuse where WebAssembly does not: other bytes. */
const FLAGS = [
  '-O2',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-fno-trapping-math',
  '-fvisibility=hidden',
  '-fno-stack-protector',
  '-shared',
  '-fPIC',
  '-nostdlib',
  '-s',
];

/** Ten times as long as a compiler usually takes on a busy machine. */
const COMPILE_TIMEOUT_MS = 60_000;

/** Native code of one nest. */
export interface RequestedCode {
  /** Filled when there is an addon; undefined where none comes. */
  readonly slot: AddonSlot;
  /** Resolves when the addon is there or will not be: to undefined, or to the reason. */
  readonly settled: Promise<string | undefined>;
  /** Why there is no addon, as far as is known. */
  readonly reason: () => string | undefined;
}

/** What native code needs of this machine, and a reason where something is missing. */
export interface NativeSetup {
  readonly level: VectorLevel;
  readonly compiler: Compiler;
  readonly cache: AddonCache;
}

/** Finds what native code of vectors up to a width needs on this machine; returns the reason where it cannot run. */
export function nativeSetup(vectorBits: number | 'auto', env: NodeJS.ProcessEnv = process.env): NativeSetup | string {
  try {
    const level = vectorLevel(vectorBits);
    if (typeof level === 'string') return level;
    const compiler = findCompiler(env);
    return typeof compiler === 'string' ? compiler : { level, compiler, cache: addonCache(cacheFolder(env)) };
  } catch (error) {
    // Permissions of the process may forbid any of it.
    return (error as Error).message;
  }
}

/** Code that kernels of this process have asked for, by its key. */
const requested = new Map<string, RequestedCode>();
/** Code that was requested, by nest and by what compiles it: the key takes a hash of the whole source. */
const requestedOf = new WeakMap<GeneratedNest, Map<string, RequestedCode>>();

/**
 * Requests the native code of a nest: from the cache at once, otherwise from the compiler later.
 *
 * @param mayCompile whether there is enough work for a compilation
 * @returns undefined where nothing is cached and nothing may be compiled
 */
export async function requestCode(
  nest: GeneratedNest,
  setup: NativeSetup,
  mayCompile: boolean,
): Promise<RequestedCode | undefined> {
  const ofNest = requestedOf.get(nest) ?? new Map<string, RequestedCode>();
  requestedOf.set(nest, ofNest);
  const compilation = `${setup.level.flags.join(' ')} ${setup.level.bytes} ${setup.compiler.identity}`;
  const code = ofNest.get(compilation) ?? (await codeByKey(nest, setup, mayCompile));
  if (code) ofNest.set(compilation, code);
  return code;
}

async function codeByKey(
  nest: GeneratedNest,
  { level, compiler, cache }: NativeSetup,
  mayCompile: boolean,
): Promise<RequestedCode | undefined> {
  const { source, ...layout } = await sourceOf(nest, level.bytes);
  const flags = [...FLAGS, ...level.flags];
  const key = sha256(JSON.stringify([source, flags, compiler.identity]));
  const known = requested.get(key);
  if (known) return known;

  const slot = emptySlot(layout);
  const cached = cache.find(key);
  if (!cached && !mayCompile) return undefined;
  let reason: string | undefined;
  const work = async (): Promise<string | undefined> => {
    if (cached) return 'failure' in cached ? cached.failure : load(slot, cached.addon);
    const made = await compiled(key, source, flags, { compiler, cache });
    return typeof made === 'string' ? made : load(slot, made);
  };
  const settled = work()
    .catch((error: Error) => error.message)
    .then((failure) => {
      reason = failure;
      return failure;
    });
  const code: RequestedCode = { slot, settled, reason: () => reason };
  requested.set(key, code);
  if (cached) await settled;
  return code;
}

const sources = new WeakMap<GeneratedNest, Map<number, Promise<NativeNest>>>();
/** Returns the C source of a nest for vectors of a width in bytes; it is generated at the first call for a nest and a width. */
function sourceOf(nest: GeneratedNest, bytes: VectorLevel['bytes']): Promise<NativeNest> {
  const known = sources.get(nest) ?? new Map<number, Promise<NativeNest>>();
  sources.set(nest, known);
  const source = known.get(bytes) ?? nest.inC(bytes);
  known.set(bytes, source);
  return source;
}

/** Fills a slot once this thread has loaded the addon: what it cannot load, no other thread shall try. */
function load(slot: AddonSlot, addon: AddonFile): string | undefined {
  try {
    loadAddon(addon);
    fillSlot(slot, addon);
    return undefined;
  } catch (error) {
    return `the compiled code cannot be loaded: ${(error as Error).message}`;
  }
}

/** The last compilation that was asked for: one compiler runs at a time. */
let lastCompilation: Promise<unknown> = Promise.resolve();

/** Compiles into the cache or, where that cannot be written or has no room, into a folder of this process. */
async function compiled(
  key: string,
  source: string,
  flags: readonly string[],
  { compiler, cache }: Pick<NativeSetup, 'compiler' | 'cache'>,
): Promise<AddonFile | string> {
  const compileTo = async (output: string): Promise<Compilation> => {
    const turn = lastCompilation.then(() =>
      compile(compiler, source, { flags, output, timeoutMs: COMPILE_TIMEOUT_MS }),
    );
    lastCompilation = turn;
    const result = await turn;
    if (result !== 'done') rmSync(output, { force: true });
    return result;
  };
  if (cache.isWritable) {
    const output = cache.temporary(key);
    const result = await compileTo(output);
    if (result === 'done') return cache.store(key, output);
    if (result.cause === 'source') cache.storeFailure(key, result.failure);
    if (result.cause !== 'storage') return result.failure;
  }
  const output = join(privateFolder(), `${key}.node`);
  const result = await compileTo(output);
  return result === 'done' ? inspectAddon(output) : result.failure;
}
