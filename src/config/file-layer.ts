import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import { DroverError, type Problem } from '../errors/error.ts';
import { type Layer, unknownName } from './layer.ts';
import { type OptionName, optionNames } from './options/index.ts';

const defaultFile = 'drover.yaml';
const largestFile = 1024 * 1024;

/**
 * Reads `named`, or `drover.yaml` in `folder` when nobody named a file; that one may be missing.
 * Relative paths in a file start at the file's own folder.
 */
export async function readFileLayer(
  named: string | undefined,
  folder: string,
): Promise<{ layer: Layer; path: string | null }> {
  const shown = named ?? defaultFile;
  const path = resolve(folder, shown);
  const text = await readText(path, shown, named === undefined);
  if (text === null) return { layer: { settings: new Map(), problems: [] }, path: null };
  return { layer: parseFileLayer(text, shown, dirname(path)), path };
}

async function readText(path: string, shown: string, mayBeMissing: boolean): Promise<string | null> {
  try {
    const bytes = await readFile(path);
    if (bytes.length <= largestFile) return bytes.toString('utf8');
    throw new DroverError('CONFIG_INVALID', {
      detail: `The configuration file ${shown} is larger than 1 MiB.`,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (mayBeMissing && code === 'ENOENT') return null;
    if (error instanceof DroverError) throw error;
    const detail = `The configuration file ${shown} cannot be read (${code ?? String(error)}).`;
    throw new DroverError('CONFIG_INVALID', { detail }, { cause: error });
  }
}

/** Every key with the line it stands in, and every fault at its place. */
function parseFileLayer(text: string, shown: string, folder: string): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { path: shown, line, column: col };
  };
  const settings: Layer['settings'] = new Map();
  const problems: Problem[] = document.errors.map((error) => ({
    ...place(error.pos[0]),
    message: `${error.message}.`,
  }));
  if (problems.length > 0 || document.contents === null) return { settings, problems };
  if (!isMap(document.contents)) {
    return {
      settings,
      problems: [{ ...place(0), message: 'The file must hold lines of the form "option: value".' }],
    };
  }
  for (const { key, value } of document.contents.items as Pair[]) {
    const at = place(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
    const name = isScalar(key) ? String(key.value) : '';
    const content = textOf(value);
    if (!optionNames.includes(name as OptionName)) {
      problems.push({ ...at, message: unknownName('option', name, optionNames) });
    } else if (content === null) {
      problems.push({ ...at, message: `${name} needs one value, or a list where it takes a list.` });
    } else {
      settings.set(name as OptionName, {
        text: content,
        folder,
        source: `file ${shown}:${at.line}`,
        place: at,
      });
    }
  }
  return { settings, problems };
}

/** A scalar as it was written, so that `0123` stays what it is; a list as comma-separated text. */
function textOf(node: unknown): string | null {
  if (isSeq(node)) {
    const parts = node.items.map(textOf);
    return parts.includes(null) ? null : parts.join(',');
  }
  if (!isScalar(node) || node.value === null) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? null);
}
