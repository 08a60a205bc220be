/** The way to a policy of the catalogue in the visitor's own organization; `/use` asks for a session and goes on from there. */
export function policyUseHref(server: string, tool?: string): string {
  const query = new URLSearchParams({ server, ...(tool === undefined ? {} : { tool }) });
  return `/use?${query}`;
}
