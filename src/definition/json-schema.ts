import { Job } from './schema/index.ts';

/** The schema as published in `docs/job.schema.json`, for editors. */
export const jsonSchema = { $schema: 'http://json-schema.org/draft-07/schema#', ...Job };
