import { readFile } from 'node:fs/promises';
import { DroverError } from '../../errors/error.ts';

/** The private key of a GitHub App as PEM, from the option's value: the text itself, or the path of its file. */
export async function readAppKey(keyOrFile: string): Promise<string> {
  if (keyOrFile.startsWith('-----BEGIN')) return keyOrFile;
  const text = await readFile(keyOrFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrongKey(`The file ${keyOrFile} cannot be read (${error.code ?? error.message})`);
  });
  if (!text.trimStart().startsWith('-----BEGIN')) throw wrongKey(`The file ${keyOrFile} holds no PEM text`);
  return text;
}

const wrongKey = (what: string): DroverError =>
  new DroverError('CONFIG_INVALID', {
    detail: `${what}: githubAppKey names the private key that GitHub gave out for the App.`,
  });
