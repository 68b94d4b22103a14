import { createHash, randomBytes } from 'node:crypto';

/**
 * Of a token, a session or a login code only this is kept. They are random and long, so that a plain hash cannot be
 * turned back, and a look-up by hash takes a time that tells nothing about them.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** 256 bits as text that is safe in headers, cookies and addresses. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Names an entry to people, and tells nothing about its secret. */
export const newId = (): string => randomBytes(6).toString('hex');
