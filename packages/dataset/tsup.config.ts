import { withNode } from '../../tsup.config';

export default withNode();
