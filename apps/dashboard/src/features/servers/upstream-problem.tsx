import { describeError } from "../../trpc/describe-error.ts";
import { Callout } from "../../ui/callout.tsx";

/** What to do, by the control plane's code; its sentence says what happened. */
const advice: Record<string, string> = {
  upstream_url_refused:
    "Enter a public https:// address. Plain http and other ports are open only for hosts that the operator of this installation lists.",
  upstream_address_refused: "Ask them to add this host to PORTCULLIS_PRIVATE_UPSTREAMS, or register a public address.",
  upstream_unreachable:
    "Check host name, port, and whether it is https or http; and that the machine Portcullis runs on can reach the server.",
  upstream_redirects: "Register the address that it redirects to. Redirects are not followed, because your credentials would travel along.",
  upstream_wants_credentials: "Add the header it asks for under Headers, most often Authorization with a token.",
  upstream_not_mcp: "Check the path. Servers that speak only the older SSE transport cannot be registered.",
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
