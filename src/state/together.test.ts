import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkStructure } from './testing/check-structure.ts';
import { type Action, act, type Client, type Run, verbs } from './testing/random-clients.ts';
import { useState } from './testing/test-state.ts';

const clientCount = 4;
const rounds = 4;

const action: fc.Arbitrary<Action> = fc.record({
  // Without builds and jobs there is nothing to get wrong: these come more often.
  verb: fc.constantFrom(
    ...verbs,
    'putJob',
    'putJob',
    'submit',
    'submit',
    'settle',
    'rename',
    'claim',
    'finish',
  ),
  a: fc.nat({ max: 1000 }),
  b: fc.nat({ max: 1000 }),
});
const actionsOfClients = fc.array(fc.array(action, { minLength: 25, maxLength: 25 }), {
  minLength: clientCount * rounds,
  maxLength: clientCount * rounds,
});

// With a prefix the server is a node of a Cluster, which refuses any script that leaves its slot.
describe.each([
  ['', 12],
  ['{ci}:', 6],
])('with the prefix "%s"', (prefix, numRuns) => {
  const given = useState(prefix);

  test('whatever four clients do at once, the structure stays whole', async () => {
    const states = await Promise.all(Array.from({ length: clientCount }, () => given.open()));
    // Chance decides how the clients meet, so a failure is shown as it is and not shrunk.
    await fc.assert(
      fc.asyncProperty(actionsOfClients, async (actions) => {
        const clients = states.map((state, index): Client => ({ state, name: `client${index}`, held: [] }));
        const run: Run = { accepted: new Set(), faults: [] };
        for (let round = 0; round < rounds; round++) {
          await Promise.all(
            clients.map((client, index) => act(client, actions[round * clientCount + index] ?? [], run)),
          );
          expect([...run.faults, ...(await checkStructure(given.redis, prefix))]).toEqual([]);
        }
        await given.redis.flushall();
      }),
      { numRuns, endOnFailure: true },
    );
  });
});
