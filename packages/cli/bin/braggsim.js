#!/usr/bin/env node
import '../dist/braggsim.js';
