import { withNode } from '../../tsup.config';

export default withNode(undefined, { 'dataset-worker': 'src/node/run/dataset-worker.ts' });
