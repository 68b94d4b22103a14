// Writes the published schema of the job file anew: npx tsx scripts/write-schema.ts
import { writeFileSync } from 'node:fs';
import { jsonSchema } from '../src/definition/json-schema.ts';

writeFileSync(
  new URL('../docs/job.schema.json', import.meta.url),
  `${JSON.stringify(jsonSchema, null, 2)}\n`,
);
