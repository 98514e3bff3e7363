import { runShardTask } from './shard-task';

/** Makes shards in a worker thread of `runDataset`. */
export default runShardTask;
