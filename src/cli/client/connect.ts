import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../config/index.ts';
import { loadConfig } from '../command.ts';
import type { Io } from '../io.ts';
import { Client } from './client.ts';

/** A client as the command line, the environment and the file say. */
export async function connect(command: Command, io: Io): Promise<Client> {
  const { config } = await loadConfig(command, io);
  return new Client(config.url, await findToken(config));
}

/** The given token; else, for a server on this machine, the one that `drover up` keeps in its data folder. */
export async function findToken({
  url,
  token,
  data,
}: Pick<Config, 'url' | 'token' | 'data'>): Promise<string | null> {
  if (token !== null || !isLocal(url)) return token;
  const text = await readFile(join(data, 'admin-token'), 'utf8').catch(() => '');
  return text.trim() || null;
}

function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
