export { readoutThreads } from './threads';
