#!/usr/bin/env node
import '../dist/noisify.js';
