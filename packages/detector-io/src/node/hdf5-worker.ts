import { parentPort, workerData } from 'node:worker_threads';
import { isBraggsimError } from '@braggsim/core';
import { nxmx } from '../nxmx';
import { addHdf5Plugin } from '../nxmx/hdf5';
import type { Neighbour } from '../nxmx/neighbours';
import { fileSource } from './file-source';
import { limitWasmMemory } from './limit-wasm-memory';
import type { Answer, PlainImage, Question, WorkerStart } from './questions';

const { filters, memoryBytes, ...start } = workerData as WorkerStart;
let { bytes } = start;
const memory = limitWasmMemory(memoryBytes);

const started = (async () => {
  for (const { name, bytes: filter } of filters) await addHdf5Plugin(name, filter);
  return nxmx();
})();

let neighbours: readonly Neighbour[] = [];

async function answer(question: Exclude<Question, { kind: 'open' }>): Promise<Answer> {
  memory.forget();
  try {
    const { decode, inspect } = await started;
    if (question.kind === 'attach') {
      neighbours = [...neighbours, ...question.files.map(({ name, path }) => ({ name, content: fileSource(path) }))];
      return { attached: neighbours.length };
    }
    const params = { ...question.params, neighbours };
    if (question.kind === 'inspect') return { facts: inspect?.(bytes, params) ?? { images: 0, experiment: {} } };
    const { panels = [], masks = [], header = {} } = decode?.(bytes, params) ?? {};
    return { image: { panels: panels.map(({ data, shape }) => ({ data, shape })), masks, header } };
  } catch (error) {
    const { message, expected, found, remedy } = isBraggsimError(error) ? error : { message: String(error) };
    const crash = isBraggsimError(error) ? error.cause : error;
    const problem = { message, ...(expected && { expected }), ...(found && { found }), ...(remedy && { remedy }) };
    return { problem, exhausted: memory.refused(), broken: crash instanceof WebAssembly.RuntimeError };
  }
}

const buffersOf = ({ panels, masks }: PlainImage): ArrayBuffer[] => [
  ...new Set(
    [...panels.map(({ data }) => data), ...masks].flatMap((data) => (data ? [data.buffer as ArrayBuffer] : [])),
  ),
];

parentPort?.on('message', async (question: Question) => {
  if (question.kind === 'open') {
    bytes = question.bytes;
    neighbours = [];
    return;
  }
  const found = await answer(question);
  parentPort?.postMessage(found, 'image' in found ? buffersOf(found.image) : []);
});
