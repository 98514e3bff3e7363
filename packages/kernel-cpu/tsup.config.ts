import { wholeWorker, withNode } from '../../tsup.config';

export default [withNode(), wholeWorker('cpu-worker')];
