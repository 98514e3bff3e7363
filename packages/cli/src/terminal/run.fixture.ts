import { report, type Terminal } from './command';

export { type Folder, folder } from '@braggsim/testkit';

/** The result of a run inside a test. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Run = (argv: readonly string[], terminal: Terminal) => Promise<void>;

/** Returns a function that runs a command and collects its exit code and output. */
export const finisher =
  (name: string, run: Run) =>
  async (argv: readonly string[], use: Partial<Terminal> = {}): Promise<Finished> => {
    let [out, err] = ['', ''];
    const terminal: Terminal = {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      signal: new AbortController().signal,
      interactive: false,
      ...use,
    };
    const code = await run(argv, terminal).then(
      () => 0,
      (error: unknown) => report(name, error, terminal),
    );
    return { code, out, err };
  };
