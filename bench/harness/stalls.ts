import { get } from 'node:http';

const everyMs = 10;

/** Asks for /healthz every 10 ms until `stop`, which tells the longest time an answer took, in ms. */
export function watchStalls(url: string): { stop: () => Promise<number> } {
  let longest = 0;
  let open = 0;
  const ask = () => {
    const begin = performance.now();
    open += 1;
    const settle = () => {
      open -= 1;
      longest = Math.max(longest, performance.now() - begin);
    };
    const request = get(`${url}/healthz`, { agent: false }, (response) => {
      response.resume();
      response.once('end', settle);
    });
    request.once('error', settle);
  };
  const timer = setInterval(ask, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      for (let waited = 0; open > 0 && waited < 500; waited += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return longest;
    },
  };
}
