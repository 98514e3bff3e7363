export { type ReadoutPanel, type ReadoutThreads, readoutThreads } from './threads';
