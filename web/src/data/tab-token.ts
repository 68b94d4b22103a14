const storedAs = 'drover-token';

/** Servers before sessions know tokens only: then the tab keeps the one it was given. */
export const tokenOfTab = (): string | null => sessionStorage.getItem(storedAs);

export const keepToken = (token: string): void => sessionStorage.setItem(storedAs, token);

export const forgetToken = (): void => sessionStorage.removeItem(storedAs);

export function bearer(): Record<string, string> {
  const token = tokenOfTab();
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
