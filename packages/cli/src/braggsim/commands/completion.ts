import { completionScript, shells } from '../../terminal/completion';
import { command } from '../../terminal/subcommand';

/** The command that prints a completion script for a shell. */
export const completion = command({
  name: 'completion',
  summary: 'print a script for completion of commands, flags and their values in a shell',
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
