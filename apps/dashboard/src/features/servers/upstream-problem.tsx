import { describeError } from "../../trpc/describe-error.ts";
import { Callout } from "../../ui/callout.tsx";

/** What to do, by the control plane's code; its sentence says what happened. */
const advice: Record<string, string> = {
  upstream_url_refused: "Check the URL: it starts with https:// or http:// and carries no user name, password or fragment.",
  upstream_address_refused:
    "Private addresses are open only where the operator of this installation lists them in PORTCULLIS_PRIVATE_UPSTREAMS. Ask them to add this host.",
  upstream_unreachable: "Check the host name and port, and that the server runs and can be reached from the machine Portcullis runs on.",
  upstream_redirects: "Register the address that it redirects to. Redirects are not followed, because your credentials would travel along.",
  upstream_wants_credentials: "Add the header it asks for under Headers, most often Authorization with a token.",
  upstream_not_mcp: "Check the path: most servers answer at /mcp. Servers that speak only the older SSE transport cannot be registered.",
  upstream_bad_answer: "Portcullis refuses what it cannot read for certain. Tell the people who make the server.",
  upstream_too_large: "Ask the people who make the server to offer fewer or smaller tools on this endpoint.",
};

/** Why the server could not be reached or read, and what to do about it. */
export function UpstreamProblem({ error }: { error: unknown }) {
  const { message, reason } = describeError(error);
  return (
    <Callout tone="error" title={message}>
      {advice[reason] ?? null}
      {reason.startsWith("upstream_") ? <p className="mt-1 text-ink-muted text-xs">Nothing was saved.</p> : null}
    </Callout>
  );
}
