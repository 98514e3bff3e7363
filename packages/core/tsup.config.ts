import { withNode } from '../../tsup.config';

/** What only kernels use is an entry of its own, so that nothing else loads the graph. */
export default withNode({ index: 'src/index.ts', 'sample-graph': 'src/sample-graph/index.ts' });
