export type { Result } from './result.ts';
export { type GithubService, startGithubService } from './service.ts';
