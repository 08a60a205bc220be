/** What a person sees when connecting fails, the usual cause, and what to do. */
export const troubleshooting: readonly { seen: string; cause: string; remedy: string }[] = [
  {
    seen: "401 that mentions an unexpanded variable",
    cause: `The client sent \${…} or {env:…} as it stands.`,
    remedy: "Use the client's own spelling from its tab, set the variable, and start the client from a shell that has it.",
  },
  {
    seen: "401",
    cause: "The token is wrong, revoked, expired, or belongs to a grant without this server.",
    remedy: "Compare the first characters with the prefix on the grant's page. When in doubt, rotate the token.",
  },
  {
    seen: "403 with code 4030",
    cause: "The server is disabled.",
    remedy: "Ask an admin of the organization to enable it. Signing in again or a new token does not help.",
  },
  {
    seen: "404 on the first request",
    cause: "The URL has a trailing slash, a missing part, or ends in /sse.",
    remedy: "Copy the gateway URL from the top of this page again.",
  },
  {
    seen: "An SSE error, or 405 on GET",
    cause: "The client takes the server for the older SSE transport.",
    remedy: "Choose Streamable HTTP in the client: type http, httpUrl or streamableHttp, as its tab shows.",
  },
  {
    seen: "Connected, but no tools",
    cause: "The grant has no policy for this server, or the policy hides every tool.",
    remedy: "Open the grant, choose a policy for this server, or publish one that allows something.",
  },
  {
    seen: "[POLICY DENIED] …",
    cause: "A rule of the policy refused the call.",
    remedy: "Open the call in the activity log: it names the rule and the policy version.",
  },
  {
    seen: "A hosted client cannot connect at all",
    cause: "Its requests come from the vendor's cloud, and this gateway is not public.",
    remedy: "Use a client that runs on your own computer, or give the gateway a public https address.",
  },
  {
    seen: "A certificate error",
    cause: "The gateway's certificate comes from a private authority.",
    remedy: "Trust that authority in the client's system. Clients built on Node read NODE_EXTRA_CA_CERTS.",
  },
];
