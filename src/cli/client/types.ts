/** Shapes of the REST interface that the commands read; OpenAPI describes them at `/api/openapi.json`. */
export type { WaitingBuild } from '../../queue/list.ts';
export type { JobEntry, TreeEntry } from '../../state/tree.ts';
export type { WorkerView } from '../../state/workers.ts';
