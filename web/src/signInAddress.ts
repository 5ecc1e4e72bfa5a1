// What the sign-in page reads from addresses.
/** Where to go after signing in: a path of this site, else the start page. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/';
  try {
    const url = new URL(next, location.origin); // "//host" and "/\host" name another host
    return url.origin === location.origin && !url.pathname.startsWith('//') && url.pathname !== '/signin' ? url.pathname + url.search + url.hash : '/';
  } catch {
    return '/';
  }
}

/** The token of a pasted address, or what was pasted itself. */
export const tokenOf = (pasted: string): string => /#token=([^&\s]+)/.exec(pasted)?.[1] ?? pasted.trim();
