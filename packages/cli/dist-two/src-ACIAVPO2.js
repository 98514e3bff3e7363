import{pixelTracer,referenceKernel}from"./chunk-7CIOQFGG.js";import{cpuKernel}from"./chunk-GWXPVM6J.js";import"./chunk-4BGXXXYV.js";export{cpuKernel,pixelTracer,referenceKernel};
