import { wholeWorker, withNode } from '../../tsup.config';

export default [withNode(), wholeWorker('readout-worker')];
