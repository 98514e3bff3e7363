import shared from '../../tsup.config';

/** The graph and the WebAssembly assembler are entries of their own: what never compiles a kernel need not load them. */
export default {
  ...shared,
  entry: { index: 'src/index.ts', graph: 'src/graph/index.ts', wasm: 'src/wasm/index.ts', emit: 'src/emit/index.ts' },
};
