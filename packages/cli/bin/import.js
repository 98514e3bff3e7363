/** `import()` for the text of a command: V8 does not let code that was kept import by itself. */
module.exports = (specifier) => import(specifier);
