#!/usr/bin/env node
import '../dist/nonBragg.js';
