import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PEM texts; the certificate is for 127.0.0.1 and good for a day. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const usage = 'extendedKeyUsage=serverAuth,clientAuth';

/** Makes `ca.pem`, `node.pem` and `node.key` in a folder, by openssl. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string) => join(folder, name);
  await request(at('ca'), '/CN=drover-test-ca');
  const extensions = ['subjectAltName=IP:127.0.0.1', 'basicConstraints=critical,CA:FALSE', usage];
  await request(at('node'), '/CN=node', [
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    ...extensions.flatMap((extension) => ['-addext', extension]),
  ]);
  const [ca = '', cert = '', key = ''] = await Promise.all(
    ['ca.pem', 'node.pem', 'node.key'].map((name) => readFile(at(name), 'utf8')),
  );
  return { ca, cert, key };
}

async function request(path: string, subject: string, more: readonly string[] = []): Promise<void> {
  const kind = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1'.split(' ');
  const files = ['-keyout', `${path}.key`, '-out', `${path}.pem`];
  await promisify(execFile)('openssl', [...kind, '-subj', subject, ...files, ...more]);
}
