/** A fresh process that is measured: does what the benchmark asks over its channel, and ends with it. */
import type { Reply, Request, Tasks } from './protocol';
import { freshTasks } from './tasks';

const tasks = freshTasks();

async function reply({ task, argument }: Request): Promise<Reply> {
  try {
    const work = tasks[task] as (argument: unknown) => ReturnType<Tasks[typeof task]>;
    return { answer: await work(argument) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', async (request: Request) => {
  const answer = await reply(request);
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());
