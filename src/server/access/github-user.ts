const end = '@github';

/** What somebody of GitHub is called here: no user that an admin makes can have such a name. */
export const githubUser = (login: string): string => `${login}${end}`;

export const isOfGithub = (name: string): boolean => name.endsWith(end);
