import { DroverError } from '../../errors/error.ts';
import type { SubscribeOutput } from '../../live/messages.ts';

/** Of all parts together; a build with so many logs would be a rare one. */
const mostOffsets = 20_000;
const mostLogs = 1_000;

/** A subscription whose offsets do not fit into one message comes in several: of one subscription at a time. */
export class SubscribeParts {
  #begun: SubscribeOutput | null = null;

  /** The whole, or null while more of it is to come. Throws REQUEST_INVALID for one without measure. */
  join(part: SubscribeOutput): SubscribeOutput | null {
    const { more, ...message } = withAdded(this.#begun, part);
    this.#begun = null;
    if (Object.keys(message.offsets ?? {}).length > mostOffsets || (message.logs?.length ?? 0) > mostLogs)
      throw new DroverError('REQUEST_INVALID', {
        detail: `A subscription has at most ${mostOffsets} offsets and ${mostLogs} logs.`,
      });
    if (more !== true) return message;
    this.#begun = message;
    return null;
  }
}

function withAdded(begun: SubscribeOutput | null, part: SubscribeOutput): SubscribeOutput {
  if (begun === null || begun.job !== part.job || begun.build !== part.build) return part;
  const logs = [...(begun.logs ?? []), ...(part.logs ?? [])];
  return {
    ...begun,
    ...part,
    offsets: { ...begun.offsets, ...part.offsets },
    ...(begun.logs === undefined && part.logs === undefined ? {} : { logs }),
  };
}
