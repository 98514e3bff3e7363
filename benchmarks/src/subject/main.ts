/** A process that is measured: it performs the tasks that the benchmark sends, and ends when the channel is closed. */
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
