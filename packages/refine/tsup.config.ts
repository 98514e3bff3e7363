import { withNode } from '../../tsup.config';

export default withNode(undefined, { 'refine-worker': 'src/node/refine-worker.ts' });
