import { withNode } from '../../tsup.config';

export default withNode({ index: 'src/index.ts', files: 'src/files/index.ts' });
