#!/usr/bin/env node
import '../dist/nanoBragg.js';
