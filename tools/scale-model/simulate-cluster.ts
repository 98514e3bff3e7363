import { ran1 } from '@braggsim/core/random';

/** A cluster and what its file system and its batch system can do. */
export interface Cluster {
  readonly nodes: number;
  readonly coresPerNode: number;
  /** Bytes per second that all nodes together can write. */
  readonly bandwidth: number;
  /** Files per second that can be created or renamed. */
  readonly metadataRate: number;
  /** Tasks of an array that start per second. */
  readonly taskRate: number;
  /** Time (s) for which a requeued task is held back. */
  readonly requeueDelay: number;
  /** Mean time (s) between the failures of a node. */
  readonly nodeLife: number;
}

/** A data set with its measured times. */
export interface Workload {
  readonly shots: number;
  readonly shotsPerShard: number;
  /** Shards of a task, which has a node to itself: its workers take one after the other. */
  readonly shardsPerTask: number;
  /** Core seconds of a shot, and their relative standard deviation from shard to shard. */
  readonly secondsPerShot: number;
  readonly spread: number;
  /** Time (s) until a worker makes its first shot: start of the program, model, compilation. */
  readonly start: number;
  readonly bytesPerShot: number;
  /** Files of a shard; each is created and renamed. */
  readonly filesPerShard: number;
}

/** What a run comes to. */
export interface Outcome {
  /** Time of the whole run, s. */
  readonly run: number;
  /** Part of the core time that went into shots that were kept. */
  readonly efficiency: number;
  readonly imagesPerS: number;
  readonly bytesPerS: number;
  readonly metadataPerS: number;
  readonly failures: number;
  /** Core seconds of work that failures cost. */
  readonly lost: number;
  /** Time (s) that workers waited for the file system, on average. */
  readonly waiting: number;
}

/** The state of a node. */
interface Node {
  /** Next shard of its task, and the one behind the last. */
  next: number;
  end: number;
  failsAt: number;
  /** Workers that make a shard, and how often the node has failed, the last time at a time. */
  running: number;
  life: number;
  failedAt: number;
}

/** A worker that has made the files of a shard. */
interface Event {
  readonly time: number;
  readonly node: number;
  readonly shard: number;
  readonly began: number;
  /** How often the node had failed when the shard was begun. */
  readonly life: number;
}

/** Events in the order of their times: a binary heap. */
class Events {
  private readonly heap: Event[] = [];
  get size(): number {
    return this.heap.length;
  }
  put(event: Event): void {
    const { heap } = this;
    heap.push(event);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if ((heap[parent] as Event).time <= (heap[i] as Event).time) break;
      [heap[parent], heap[i]] = [heap[i] as Event, heap[parent] as Event];
      i = parent;
    }
  }
  take(): Event {
    const { heap } = this;
    const first = heap[0] as Event;
    const last = heap.pop() as Event;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < heap.length && (heap[left] as Event).time < (heap[least] as Event).time) least = left;
      if (right < heap.length && (heap[right] as Event).time < (heap[least] as Event).time) least = right;
      if (least === i) return first;
      [heap[least], heap[i]] = [heap[i] as Event, heap[least] as Event];
      i = least;
    }
  }
}

/**
 * Simulates the run of a data set as a job array: a task has a node and a range of shards, whose workers take one shard after the other; a shard
 * is computed, then its files are created, written and renamed by a file system that serves all nodes in turn. A node that fails loses the
 * shards in work; its task is queued again, and finished shards stay.
 *
 * @param seed of the random spread of times and of failures
 */
export function simulateCluster(cluster: Cluster, workload: Workload, seed = 1): Outcome {
  const uniform = ran1(-Math.abs(seed));
  const { nodes: count, coresPerNode, bandwidth, metadataRate, taskRate, requeueDelay, nodeLife } = cluster;
  const { shotsPerShard, shardsPerTask, secondsPerShot, spread, start, bytesPerShot, filesPerShard } = workload;
  const shards = Math.ceil(workload.shots / shotsPerShard);
  const bytes = bytesPerShot * shotsPerShard;
  const operations = 2 * filesPerShard;
  const tasks: (readonly [first: number, end: number])[] = [];
  for (let first = 0; first < shards; first += shardsPerTask)
    tasks.push([first, Math.min(shards, first + shardsPerTask)]);
  const life = () => -nodeLife * Math.log(1 - uniform());
  const shardTime = () => {
    const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    return shotsPerShard * secondsPerShot * Math.max(0.2, 1 + spread * normal);
  };
  const nodes: Node[] = Array.from({ length: count }, () => ({
    next: 0,
    end: 0,
    failsAt: life(),
    running: 0,
    life: 0,
    failedAt: 0,
  }));
  const idle: number[] = [];
  const events = new Events();
  let [queued, made, useful, lost, failures, waiting, end, disk, metadata, launcher] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const begin = (node: number, time: number, isFirst: boolean): void => {
    const state = nodes[node] as Node;
    if (state.next >= state.end) return;
    const began = time + (isFirst ? start : 0);
    state.running++;
    events.put({ time: began + shardTime(), node, shard: state.next++, began, life: state.life });
  };
  /** Gives a node the next task of the array. */
  const launch = (node: number, time: number): void => {
    const task = tasks[queued];
    if (!task) {
      idle.push(node);
      return;
    }
    queued++;
    launcher = Math.max(launcher, time) + 1 / taskRate;
    const state = nodes[node] as Node;
    [state.next, state.end] = task;
    for (let core = 0; core < coresPerNode; core++) begin(node, launcher, true);
  };
  for (let node = 0; node < count; node++) launch(node, 0);
  /** Puts shards that were lost into a task of their own, for a node that has nothing to do. */
  const requeue = (first: number, behind: number, time: number): void => {
    tasks.push([first, behind]);
    const node = idle.pop();
    if (node !== undefined) launch(node, time);
  };
  while (events.size > 0) {
    const { time, node, shard, began, life: begunIn } = events.take();
    const state = nodes[node] as Node;
    if (begunIn === state.life && time > state.failsAt) {
      // Its other workers are found to be of an earlier life.
      state.life++;
      state.failedAt = state.failsAt;
      state.running = 0;
      const rest: readonly [number, number] = [state.next, state.end];
      state.end = state.next;
      const backAt = Math.max(time, state.failedAt + requeueDelay);
      state.failsAt = backAt + life();
      if (rest[0] < rest[1]) tasks.push(rest);
      launch(node, backAt);
    }
    if (begunIn !== state.life) {
      lost += Math.max(0, state.failedAt - began);
      failures++;
      requeue(shard, shard + 1, Math.max(time, state.failedAt + requeueDelay));
      continue;
    }
    state.running--;
    metadata = Math.max(metadata, time) + operations / metadataRate;
    disk = Math.max(disk, time) + bytes / bandwidth;
    const done = Math.max(metadata, disk);
    waiting += done - time;
    useful += time - began;
    made++;
    end = Math.max(end, done);
    if (state.next < state.end) begin(node, done, false);
    else if (state.running === 0) launch(node, done);
  }
  const images = made * shotsPerShard;
  return {
    run: end,
    efficiency: useful / (end * count * coresPerNode),
    imagesPerS: images / end,
    bytesPerS: (made * bytes) / end,
    metadataPerS: (made * operations) / end,
    failures,
    lost,
    waiting: waiting / Math.max(1, made),
  };
}
