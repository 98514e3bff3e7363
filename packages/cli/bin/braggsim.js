#!/usr/bin/env node
// Most runs simulate: that subcommand alone is in a file of its own, which is read sooner than that of all.
require('./start').start(process.argv[2] === 'simulate' ? 'simulate' : 'braggsim');
