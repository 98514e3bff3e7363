import { type Stage, usageError } from '@braggsim/core';
import { parseArguments, unknownCommand } from '../terminal/arguments';
import type { Terminal } from '../terminal/command';
import { commandHelp, overview } from '../terminal/help';
import type { Command, CommandRegistry, Option, OptionTable } from '../terminal/subcommand';
import { version } from '../terminal/version';

const HELP = new Set(['-h', '-help', '--help']);
const VERSION = new Set(['-version', '--version', '-V']);

/** Runs the command `braggsim` with some of its subcommands, one of which the first argument names. */
export async function runSubcommand(
  argv: readonly string[],
  terminal: Terminal,
  commands: CommandRegistry,
): Promise<void> {
  const [name, ...rest] = argv;
  if (name === undefined || HELP.has(name) || name === 'help') {
    const asked = name === 'help' ? rest[0] : undefined;
    return terminal.out(
      asked === undefined ? await overview(commands, terminal) : await helpOf(asked, terminal, commands),
    );
  }
  if (VERSION.has(name)) return terminal.out(`braggsim ${version}\n`);
  const load = commands.get(name) ?? unknownCommand(name, commands.keys());
  const { command, plugins } = await withPlugins(await load(), rest);
  if (rest.some((token) => HELP.has(token))) return terminal.out(commandHelp(command, terminal));
  await command.run({ ...parseArguments(command, rest), plugins }, terminal, commands);
}

async function helpOf(name: string, terminal: Terminal, commands: CommandRegistry): Promise<string> {
  const load = commands.get(name) ?? unknownCommand(name, commands.keys());
  return commandHelp(await load(), terminal);
}

const PLUGIN = /^--?plugin(?:=(.*))?$/s;

/** Returns the plug-in files that a command line names. They are loaded first, since they may add flags. */
function pluginFiles(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  return argv.slice(0, end).flatMap((token, i) => {
    const match = PLUGIN.exec(token);
    const file = match && (match[1] ?? argv[i + 1]);
    return file === undefined || file === null ? [] : [file];
  });
}

const namesOf = ({ flag, short, aliases = [] }: Option): string[] => [flag, ...(short ? [short] : []), ...aliases];

/**
 * Checks that no plug-in takes a flag of the command.
 *
 * @throws BraggsimError (`usage`) that names the flag and the parameter
 */
function checkFlags({ name, options: own }: Command, options: OptionTable): void {
  const taken = new Set([...Object.values(own).flatMap(namesOf), ...HELP, ...VERSION]);
  for (const [path, { flag }] of Object.entries(options)) {
    if (Object.hasOwn(own, path) || !taken.has(flag)) continue;
    throw usageError(
      `the flag ${flag} of ${path} is one of braggsim ${name}: give the parameter of the plug-in another one`,
    );
  }
}

/** Returns a command with the flags of the plug-ins that its line names. */
async function withPlugins(
  command: Command,
  argv: readonly string[],
): Promise<{ readonly command: Command; readonly plugins: readonly Stage[] }> {
  const files = command.pluginOptions ? pluginFiles(argv) : [];
  if (!command.pluginOptions || files.length === 0) return { command, plugins: [] };
  const { loadPlugins } = await import('@braggsim/experiment/node');
  const plugins = await loadPlugins(files);
  const options = command.pluginOptions(plugins);
  checkFlags(command, options);
  return { command: { ...command, options }, plugins };
}
