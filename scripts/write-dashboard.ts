import { writeFileSync } from 'node:fs';
import { dashboardObjects } from '../src/reporting/documents/dashboard.ts';

/** Writes `docs/dashboard.ndjson`, which Kibana and OpenSearch Dashboards import. */
const lines = dashboardObjects().map((object) => JSON.stringify(object));
writeFileSync('docs/dashboard.ndjson', `${lines.join('\n')}\n`);
