import { expect, test, vi } from 'vitest';
import { type FileWorker, fileClient } from './client';
import type { FileAnswer, FileQuestion } from './messages';

const blob = new Blob();
const sources = (...names: readonly string[]) => names.map((name) => ({ name, blob }));

/** Workers whose HDF5 library refuses everything after a damaged file, as a broken one does. */
function brittleWorkers() {
  const workers: { readonly asked: FileQuestion[]; isEnded: boolean }[] = [];
  const start = (): FileWorker => {
    let listener: (event: { readonly data: FileAnswer }) => void = () => {};
    let isBroken = false;
    const state = { asked: [] as FileQuestion[], isEnded: false };
    workers.push(state);
    const answer = (question: FileQuestion): FileAnswer => {
      const { id, kind } = question;
      if (kind === 'open') {
        const [files] = question.args;
        for (const { name } of files) {
          if (!isBroken && !name.startsWith('damaged')) continue;
          isBroken = true;
          return { id, result: { entries: [], problems: [`${name} cannot be read`], damaged: name } };
        }
        return { id, result: { entries: files.map(({ name }) => ({ name, images: 1 })), problems: [] } };
      }
      if (kind === 'load' && question.args[0] === 7) {
        isBroken = true;
        return { id, problem: 'image 8 cannot be read', broken: false, isSpent: true };
      }
      return isBroken
        ? { id, problem: 'the library is broken', broken: false, isSpent: true }
        : { id, result: `${kind} ${question.kind === 'load' ? question.args[0] : ''}` };
    };
    return {
      postMessage: (question: FileQuestion) => {
        state.asked.push(question);
        queueMicrotask(() => {
          if (!state.isEnded) listener({ data: answer(question) });
        });
      },
      terminate: () => {
        state.isEnded = true;
      },
      addEventListener: (kind: string, heard: unknown) => {
        if (kind === 'message') listener = heard as typeof listener;
      },
    };
  };
  return { workers, start };
}

const ONE = { how: 'one image', count: 1 } as const;

test('valid files are opened by a fresh worker after damaged ones, which are named', async () => {
  const { workers, start } = brittleWorkers();
  const lost = vi.fn();
  const client = fileClient(lost, start);
  const found = await client.ask('open', sources('a.h5', 'damaged.h5', 'b.h5', 'damaged2.h5'), undefined);
  expect(found).toEqual({
    entries: [
      { name: 'a.h5', images: 1 },
      { name: 'b.h5', images: 1 },
    ],
    problems: ['damaged.h5 cannot be read', 'damaged2.h5 cannot be read'],
  });
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, true, false]);
  expect(await client.ask('open', sources('damaged.h5'), undefined)).toEqual({
    entries: [],
    problems: ['damaged.h5 cannot be read'],
  });
  expect((await client.ask('open', sources('a.h5'), undefined)).entries).toHaveLength(1);
  expect(lost).not.toHaveBeenCalled();
});

test('after an image that cannot be read the other images of the files can', async () => {
  const { workers, start } = brittleWorkers();
  const client = fileClient(() => expect.fail('files are lost'), start);
  await client.ask('open', sources('a.h5'), undefined);
  await expect(client.ask('load', 7, ONE)).rejects.toThrow('image 8 cannot be read');
  expect(await client.ask('load', 3, ONE)).toBe('load 3');
  expect(workers).toHaveLength(2);
  expect(workers[1]?.asked.map(({ kind }) => kind)).toEqual(['open', 'load']);
});
