import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface FakePerson {
  readonly login: string;
  /** As `acme/ops`. */
  readonly teams?: readonly string[];
  readonly organisations?: readonly string[];
}

interface Grant {
  readonly person: FakePerson;
  readonly challenge: string;
  readonly redirectUrl: string;
  readonly scope: string;
}

/** The OAuth pages of GitHub, with an app: codes work once, for who asked for them, with the verifier of PKCE. */
export class FakeOauth {
  readonly clientId = 'Iv1.0123456789abcdef';
  readonly clientSecret = 'the-secret-of-the-oauth-app';
  /** Who is signed in at GitHub; null: they say no. */
  person: FakePerson | null = { login: 'Octocat' };
  readonly #codes = new Map<string, Grant>();
  readonly #tokens = new Map<string, Grant>();

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method === 'GET' && url.pathname.endsWith('/authorize'))
      return this.#authorize(response, url);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(this.#exchange(asked)));
  }

  /** Whose token a request brings; null for one that is none of these. */
  personOf(authorization: string): FakePerson | null {
    const [, token = ''] = /^(?:token|bearer) (.+)$/i.exec(authorization) ?? [];
    const grant = this.#tokens.get(token);
    if (grant === undefined) return null;
    return grant.scope.includes('read:org') ? grant.person : { login: grant.person.login };
  }

  #authorize(response: ServerResponse, { searchParams: asked }: URL): void {
    const redirectUrl = asked.get('redirect_uri') ?? '';
    const back = new URL(redirectUrl);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (asked.get('client_id') !== this.clientId || asked.get('code_challenge_method') !== 'S256') {
      response.writeHead(404).end();
      return;
    }
    if (this.person === null) back.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(10).toString('hex');
      const challenge = asked.get('code_challenge') ?? '';
      this.#codes.set(code, { person: this.person, challenge, redirectUrl, scope: asked.get('scope') ?? '' });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  #exchange(asked: Record<string, string>): object {
    const { client_id, client_secret, code = '', redirect_uri, code_verifier = '' } = asked;
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256').update(code_verifier).digest('base64url');
    if (client_id !== this.clientId || client_secret !== this.clientSecret)
      return fault('incorrect_client_credentials');
    if (grant === undefined || grant.challenge !== challenge || grant.redirectUrl !== redirect_uri)
      return fault('bad_verification_code');
    const token = `gho_${randomBytes(18).toString('hex')}`;
    this.#tokens.set(token, grant);
    return { access_token: token, scope: grant.scope.replaceAll(' ', ','), token_type: 'bearer' };
  }
}

const fault = (error: string) => ({
  error,
  error_description: 'It is not right.',
  error_uri: 'https://docs',
});

/** Of the operations below `/user`. */
export function userAnswer(path: string, { login, teams = [], organisations = [] }: FakePerson): unknown {
  if (path === '/user/teams')
    return teams.map((team) => {
      const [organization, slug] = team.split('/');
      return { slug, name: slug, organization: { login: organization } };
    });
  if (path === '/user/memberships/orgs')
    return organisations.map((name) => ({ state: 'active', organization: { login: name } }));
  return { login, id: 1, name: login };
}
