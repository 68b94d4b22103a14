/**
 * Lets callers that ask at the same time share one read. A caller never gets an answer that was begun
 * before it asked: those who come while a read is under way share the next one. So at most one read runs
 * and one waits, however many ask.
 */
export function shareReads<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | null = null;
  let next: Promise<T> | null = null;

  const begin = (): Promise<T> => {
    const answer = read();
    const ended = answer.then(
      () => {},
      () => {},
    );
    running = ended;
    void ended.then(() => {
      if (running === ended) running = null;
    });
    return answer;
  };

  return () => {
    if (running === null) return begin();
    next ??= running.then(() => {
      next = null;
      return begin();
    });
    return next;
  };
}
