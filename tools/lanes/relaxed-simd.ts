import { setFlagsFromString } from 'node:v8';

/**
 * Switches on the relaxed vector instructions, which Node 20 has behind a flag and the command switches on, before any test of a file. The
 * flag is one of the whole process: it would otherwise be on from the first test that needs it, in whatever files come later.
 */
if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
