import { QueryClient } from '@tanstack/react-query';
import { mayPass } from './api.ts';

const retries = 3;

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
