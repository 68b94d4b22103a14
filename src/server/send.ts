import type { FastifyReply } from 'fastify';

/** A reply of a route with a response schema, which Fastify's types would hold to objects. */
type AnyReply = Pick<FastifyReply, 'raw'>;

/** Sends text that is JSON already, such as a document as Redis holds it, without parsing it. */
export function sendJson(reply: AnyReply, text: string): never {
  return sendText(reply, 'application/json; charset=utf-8', text);
}

export function sendText(reply: AnyReply, type: string, text: string): never {
  return (reply as unknown as FastifyReply).type(type).send(text) as never;
}

/** 204: done, and nothing to say. */
export function sendNothing(reply: AnyReply): never {
  return (reply as unknown as FastifyReply).code(204).send() as never;
}
