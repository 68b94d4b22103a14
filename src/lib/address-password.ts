/** The address with `shown` in place of its password, where it has one. */
export const withPasswordAs = (address: string, shown: string): string =>
  address.replace(/^([a-z-]+:\/\/[^/@]*?:)[^/]*@/i, (_all, before: string) => `${before}${shown}@`);
