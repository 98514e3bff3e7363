import { parseArguments, unknownCommand } from '../terminal/arguments';
import type { Terminal } from '../terminal/command';
import { commandHelp, overview } from '../terminal/help';
import { version } from '../terminal/version';
import { commands } from './commands';

const HELP = new Set(['-h', '-help', '--help']);
const VERSION = new Set(['-version', '--version', '-V']);

/** The modern command: the first argument names what to do. */
export async function braggsim(argv: readonly string[], terminal: Terminal): Promise<void> {
  const [name, ...rest] = argv;
  if (name === undefined || HELP.has(name) || name === 'help') {
    const asked = name === 'help' ? rest[0] : undefined;
    return terminal.out(asked === undefined ? await overview(commands, terminal) : await helpOf(asked, terminal));
  }
  if (VERSION.has(name)) return terminal.out(`braggsim ${version}\n`);
  const load = commands.get(name) ?? unknownCommand(name, commands.keys());
  if (rest.some((token) => HELP.has(token))) return terminal.out(await helpOf(name, terminal));
  const command = await load();
  await command.run(parseArguments(command, rest), terminal, commands);
}

async function helpOf(name: string, terminal: Terminal): Promise<string> {
  const load = commands.get(name) ?? unknownCommand(name, commands.keys());
  return commandHelp(await load(), terminal);
}
