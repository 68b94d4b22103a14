import { afterAll, beforeAll, describe } from 'vitest';
import { accessSuite } from './access-suite.ts';
import { dashboardSuite } from './dashboard-suite.ts';
import { faultSuite } from './fault-suite.ts';
import { pageSuite } from './page-suite.ts';
import { productSuite } from './product-suite.ts';
import { type Product, products, wantedProducts } from './products.ts';
import { type SearchServer, startSearchServer, whyNoSearchServer } from './start.ts';

/** Fetching the server and starting it on a busy machine. */
const startWithinMs = 600_000;

/** Everything that is shown with a real server: one that is started once. */
describe.each(wantedProducts())('a real %s', (name) => {
  const whyNot = whyNoSearchServer(name);
  if (whyNot !== null) process.stderr.write(`${whyNot}\n`);
  const product: Product = products[name];
  let server: SearchServer;
  const given = {
    get server() {
      return server;
    },
  };

  describe.skipIf(whyNot !== null)('which is started', () => {
    beforeAll(async () => {
      server = await startSearchServer(name);
    }, startWithinMs);
    afterAll(() => server?.stop());

    describe('reports', () => productSuite(given, product));
    describe('the dashboard', () => dashboardSuite(given));
    describe('whom it lets in', () => accessSuite(given, product));
    describe.skipIf(product.secured === true)('the page', () => pageSuite(given));
    // The proxy that makes the faults speaks no TLS; the faults are the same.
    describe.skipIf(product.secured === true)('whatever fails', () => faultSuite(given));
  });
});
