const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

/** From Node 22.1 on compiled code is kept by Node itself. */
const { enableCompileCache } = Module;

const textOf = (command) => join(__dirname, '..', 'dist', `${command}.cjs`);
/** The variable by which Node leaves its own cache of compiled code out; the one kept here goes by it as well. */
const isDisabled = process.env.NODE_DISABLE_COMPILE_CACHE !== undefined;
/** Where the code that V8 made of a command is kept. */
const codeOf = (command) => `${textOf(command)}.code`;

function readCode(command) {
  try {
    return readFileSync(codeOf(command));
  } catch {
    return undefined;
  }
}

/** A command as a script, from its code where V8 takes that, and a function that runs it as `require` would. */
function compile(command, cachedData) {
  const filename = textOf(command);
  const wrapped = Module.wrap(readFileSync(filename, 'latin1'));
  const script = new Script(wrapped, { filename, cachedData });
  const module = { exports: {} };
  const around = [module.exports, Module.createRequire(filename), module, filename, dirname(filename)];
  return { script, run: () => script.runInThisContext()(...around) };
}

/**
 * Ends the process when nothing is left to do, unless a plug-in listens for that too: the system takes back memory sooner than V8 takes
 * its heap apart.
 */
function endSoon() {
  if (process.listenerCount('beforeExit') === 1) process.exit();
}

/**
 * Runs a command from the code that V8 made of it when it was built: to compile it takes as long as to simulate a small
 * image. Code of another version of V8 is refused by V8, which compiles then.
 */
function start(command) {
  process.on('beforeExit', endSoon);
  enableCompileCache?.();
  const code = enableCompileCache || isDisabled ? undefined : readCode(command);
  if (code) compile(command, code).run();
  else require(textOf(command));
}

module.exports = { codeOf, compile, enableCompileCache, readCode, start };
