import shared from '../../tsup.config';

/** What only kernels use is an entry of its own, so that nothing else loads the graph. */
export default { ...shared, entry: { index: 'src/index.ts', 'sample-graph': 'src/sample-graph/index.ts' } };
