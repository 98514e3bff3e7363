import { completionScript, shells } from '../../terminal/completion';
import { command } from '../../terminal/subcommand';

/** Prints what makes a shell complete commands and flags. */
export const completion = command({
  name: 'completion',
  summary: 'print a script that makes a shell complete commands, flags and their values',
  positionals: `<${shells.join('|')}>`,
  arity: [1, 1],
  options: {},
  examples: [
    'source <(braggsim completion bash)',
    'braggsim completion fish > ~/.config/fish/completions/braggsim.fish',
  ],
  async run({ positionals: [shell = ''] }, { out }, all) {
    out(completionScript(shell, await Promise.all([...all.values()].map((load) => load()))));
  },
});
