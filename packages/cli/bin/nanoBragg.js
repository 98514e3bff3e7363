#!/usr/bin/env node
import '../dist/drop-in/nanoBragg.js';
