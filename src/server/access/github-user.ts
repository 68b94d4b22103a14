const end = '@github';

/** What somebody of GitHub is called here: no user that an admin makes is meant to have such a name. */
export const githubUser = (login: string): string => `${login}${end}`;

export const isOfGithub = (name: string): boolean => name.endsWith(end);
