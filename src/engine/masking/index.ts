export type { MaskStream } from './mask-stream.ts';
export { createMasker, type Masker } from './masker.ts';
