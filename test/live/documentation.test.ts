import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { clientMessages } from '../../src/live/messages.ts';
import { repository } from '../helpers/drover.ts';
import { serverMessages } from './support/server-messages.ts';

const page = await readFile(join(repository, 'docs/websocket.md'), 'utf8');

interface Example {
  type: string;
  channel?: string;
}

const examplesOf = (side: string): Example[] =>
  [...page.matchAll(new RegExp(`\`\`\`json ${side}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, text = '']) => JSON.parse(text) as Example,
  );

test('every example of a client is a message that the server takes', () => {
  const examples = examplesOf('client');
  for (const example of examples) {
    const schema = clientMessages[`${example.type} ${example.channel}` as keyof typeof clientMessages];
    expect({ example, faults: Value.Errors(schema, example) }).toEqual({ example, faults: [] });
  }
  const kinds = examples.map(({ type, channel }) => `${type} ${channel}`);
  expect(kinds).toEqual(
    expect.arrayContaining(['subscribe builds', 'subscribe workers', 'subscribe output']),
  );
});

test('every message of the server has an example that is one', () => {
  const examples = examplesOf('server');
  for (const example of examples) {
    const schema = serverMessages[example.type as keyof typeof serverMessages];
    expect({ example, faults: Value.Errors(schema, example) }).toEqual({ example, faults: [] });
  }
  expect(examples.map(({ type }) => type).sort()).toEqual(Object.keys(serverMessages).sort());
});

test.each(Object.entries(clientMessages))('the table of "%s" names its fields', (name, schema) => {
  const title = name.startsWith('unsubscribe') ? 'unsubscribe' : name.replace(' ', ' to ');
  const section = page.slice(page.indexOf(`### ${title}\n`)).split('\n##')[0] ?? '';
  const named = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, field]) => field);
  expect(named).toEqual(expect.arrayContaining(Object.keys(schema.properties)));
});
