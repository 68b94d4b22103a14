import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

const retries = 3;

/** What a request failed with may pass by itself: the server is away, or has too much to do. */
const mayPass = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status === 503);

export function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < retries && mayPass(error),
        refetchOnWindowFocus: false,
        // A request fails and is tried again where the server is away, whatever the browser thinks of the network.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
