import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sayDone, sayFault } from '../../ui/toast.tsx';

/** Changes something of a list that is kept under `key`, says so, and reads the list again. */
export function useChange<T = void>(
  key: readonly string[],
  change: (input: T) => Promise<unknown>,
  done: string,
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess() {
      sayDone(done);
      return cache.invalidateQueries({ queryKey: key });
    },
    onError: sayFault,
  });
}
