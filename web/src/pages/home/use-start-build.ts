import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { ApiError, call } from '../../data/api.ts';
import { sayFault } from '../../ui/toast.tsx';

/** Starts a build and opens it; a job that wants parameters opens its form instead. */
export function useStartBuild() {
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: (job: string) => call('POST /api/jobs/:name/builds', { params: { name: job }, body: {} }),
    onSuccess: ({ job, number }) => navigate(`/jobs/${job}/builds/${number}`),
    onError(error, job) {
      const wantsParameters = error instanceof ApiError && error.status === 400 && error.errors.length > 0;
      if (wantsParameters) navigate(`/jobs/${job}?run`);
      else sayFault(error);
    },
  });
}
