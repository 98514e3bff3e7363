import type { ExecutedCode } from '@braggsim/core/kernel';

/** Describes the code that computed images: its kind, the width of its vectors, and the reason for that choice. */
export function codeText({ nativeFraction, vectorBits, reason }: ExecutedCode): string {
  if (nativeFraction === 0) return `WebAssembly of ${vectorBits} bits${reason ? ` (no native code: ${reason})` : ''}`;
  const native = `native code of ${vectorBits} bits${reason ? ` (${reason})` : ''}`;
  if (nativeFraction === 1) return native;
  // A part is neither nothing nor all.
  const percent = Math.min(Math.max(Math.round(100 * nativeFraction), 1), 99);
  return `${native} for ${percent} % of the pixels, WebAssembly for the others`;
}
