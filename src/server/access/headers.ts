import type { App } from '../app.ts';

/** Nothing of another origin, nothing inline, and never inside of another site's page. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** For what a build wrote: it runs nothing, asks for nothing and has no origin, so that it cannot act as our page. */
export const filePolicy = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  'media-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** What a browser is told with every answer; a route that says something else is left alone. */
export function addSecurityHeaders(app: App): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cross-origin-resource-policy', 'same-origin');
    reply.header('cross-origin-opener-policy', 'same-origin');
    // Of an answer that has not changed the browser keeps what it was told with the whole one, and this would replace it.
    if (reply.statusCode === 304 || reply.hasHeader('content-security-policy')) return;
    const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
    reply.header(
      'content-security-policy',
      isPage ? pagePolicy : "default-src 'none'; frame-ancestors 'none'",
    );
    reply.header('x-frame-options', 'DENY');
  });
}
