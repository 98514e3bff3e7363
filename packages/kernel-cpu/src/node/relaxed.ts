import { createRequire } from 'node:module';
import { hasRelaxedSimd } from '@braggsim/formula/emit';

/**
 * Switches on the relaxed vector instructions where the engine has them behind a flag, as in Node 20, for the
 * modules that are compiled from then on; workers started later have them too.
 *
 * @returns whether they are available
 */
export function enableRelaxedSimd(): boolean {
  if (hasRelaxedSimd()) return true;
  // This module of Node loads its streams, which images in double precision do without.
  const { setFlagsFromString } = createRequire(import.meta.url)('node:v8') as typeof import('node:v8');
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return hasRelaxedSimd();
}
