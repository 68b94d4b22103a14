export { type RunFileOptions, runFile } from './run-file.ts';
