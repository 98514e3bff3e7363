#!/usr/bin/env node
require('./start').start('nonBragg');
