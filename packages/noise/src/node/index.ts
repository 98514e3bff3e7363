/**
 * Readout stages on worker threads.
 *
 * @module
 * @example
 * ```ts
 * import { readoutThreads } from '@braggsim/noise/node';
 *
 * const threads = readoutThreads(2);
 * await threads.close();
 * ```
 */
export { readoutThreads } from './threads';
