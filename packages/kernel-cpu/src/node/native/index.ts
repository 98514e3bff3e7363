export { cacheFolder } from './cache';
export { COMPILER_VARIABLE } from './compiler';
export { type NativeSetup, nativeSetup, type RequestedCode, requestCode } from './native-code';
export { nativeRunners, nativeTiles } from './runners';
