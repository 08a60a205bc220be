/**
 * The page's CSP (security.md section 12): nothing by default, scripts by nonce, style elements by nonce or from our own
 * files, style attributes as the one exception (Radix positions its popovers by them).
 * @param development adds what the development server's refresh and overlay need: eval, its socket, styles
 */
export function contentSecurityPolicy(nonce: string, { development, secure }: { development: boolean; secure: boolean }): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
