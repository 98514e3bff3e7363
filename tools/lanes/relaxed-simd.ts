import { setFlagsFromString } from 'node:v8';

/**
 * Enables the relaxed vector instructions before any test of a file runs. Node 20 has them behind a flag, which the
 * command sets. The flag applies to the whole process: otherwise it would be set from the first test that needs it,
 * also for files that follow.
 */
if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
