import type { LinkEntry } from '../../state/links.ts';

/** Shapes of the REST interface that the commands read; OpenAPI describes them at `/api/openapi.json`. */
export type { WaitingBuild } from '../../queue/list.ts';
export type { JobEntry, TreeEntry } from '../../state/tree.ts';
export type { WorkerView } from '../../state/workers.ts';

/** A link as it is listed, and when GitHub last sent something of its repository. */
export type LinkView = LinkEntry & { lastDeliveryAt: string | null };
