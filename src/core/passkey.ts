/** Names under which trackers take a secret in a query. */
const SECRET_PARAMETER = /[?&;](pass_?key|auth_?key|torrent_?pass|secure|credential|token|auth|key|pid|uk)=[^&;]{6,}/i;
/** A part of a path or query made of letters and digits only, as long as the hashes that passkeys are. */
const LONG_PART = /(?:^|[/=?&;])([0-9a-z]{20,128})(?=$|[/?&;])/gi;

/**
 * True when an announce URL looks as if it held a user's secret: a parameter of such a name, or a long part of digits
 * and letters, as `https://tracker.example/0123456789abcdef0123456789abcdef/announce`.
 */
export function looksPersonal(url: string): boolean {
  if (SECRET_PARAMETER.test(url)) return true;
  const afterHost = url.replace(/^[a-z]+:\/\/[^/?]*/i, "");
  return [...afterHost.matchAll(LONG_PART)].some(([, part = ""]) => /\d/.test(part) && /[a-z]/i.test(part));
}
