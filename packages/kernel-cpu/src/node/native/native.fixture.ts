import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GeneratedNest } from '../../cpu/generated-nest';
import { addonText } from '../../cpu/native/addon';
import type { NativeNest } from '../../cpu/native/layout';
import { nativeSetup } from './native-code';

/** Folders for one test, and their removal. */
export function folders() {
  const made: string[] = [];
  return {
    make: (): string => {
      const folder = mkdtempSync(join(tmpdir(), 'braggsim-test-'));
      made.push(folder);
      return folder;
    },
    removeAll: () => {
      for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns a compiler in name: a shell script, which has the C text in the variable `source`. */
export function stubCompiler(folder: string, script: string): string {
  const path = join(folder, 'cc');
  writeFileSync(path, `#!/bin/sh\nsource=$(cat)\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Returns a nest whose C code writes one number into the image; it compiles faster than any real one, which the tests of the cache do not need. */
export function tinyNest(value: number): GeneratedNest {
  const native: NativeNest = {
    source: `static void run(const int *parameters, float *image) { image[0] = ${value}; }\n${addonText(1)}`,
    tables: [],
    real: 'float',
    byColumns: undefined,
    listed: false,
    vectorBits: 256,
    planNames: [],
  };
  // Only the source is looked at.
  return { key: `tiny ${value}`, inC: async () => native } as unknown as GeneratedNest;
}

/** Returns the reason why native code cannot be made on this machine; undefined where it can. */
export const machineReason = ((): string | undefined => {
  const setup = nativeSetup('auto');
  return typeof setup === 'string' ? setup : undefined;
})();
