const stored = 'drover-token';

/** Servers before sessions know tokens only: then the tab keeps it. */
export const tokenOfTab = (): string | null => sessionStorage.getItem(stored);

export const keepToken = (token: string): void => sessionStorage.setItem(stored, token);

export const forgetToken = (): void => sessionStorage.removeItem(stored);

export function bearer(): Record<string, string> {
  const token = tokenOfTab();
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
