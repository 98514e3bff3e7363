import { withNode } from '../../tsup.config';

export default withNode(undefined, { 'hdf5-worker': 'src/node/hdf5-worker.ts' });
