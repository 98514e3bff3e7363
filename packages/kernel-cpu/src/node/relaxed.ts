import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd } from '@braggsim/formula/emit';

/**
 * Switches on the relaxed vector instructions where the engine has them behind a flag, as in Node 20. It must run
 * before any module is compiled; workers started later have them too.
 *
 * @returns whether they are available
 */
export function enableRelaxedSimd(): boolean {
  if (hasRelaxedSimd()) return true;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return hasRelaxedSimd();
}
