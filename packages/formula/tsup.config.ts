import shared from '../../tsup.config';

/**
 * The graph and the WebAssembly assembler are separate entries, so that programs which compile no kernel need not load
 * them.
 */
export default {
  ...shared,
  entry: { index: 'src/index.ts', graph: 'src/graph/index.ts', wasm: 'src/wasm/index.ts', emit: 'src/emit/index.ts' },
};
