import { createHash } from "node:crypto";
import { canonicalize, scan } from "@portcullis/protocol";
import { type Dialer, type Discovery, DiscoveryError, discover } from "@portcullis/upstream";
import { ControlPlaneError } from "../errors.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";

export type MetTool = { name: string; definition: string /** SHA-256 over form C1, in hex. */; digest: string };
/** `since`: by the database's clock, from before the server was asked. */
export type MetServer = Omit<Discovery, "tools"> & { url: string; tools: MetTool[]; since: Date };

/**
 * Judges the URL, then connects over the dialer and lists the server's tools. Writes nothing.
 * @throws ControlPlaneError upstream_…, each with one plain sentence
 */
export async function meetServer(
  cp: ControlPlane,
  organizationSlug: string,
  { url, headers }: { url: string; headers: Record<string, string> },
): Promise<MetServer> {
  const verdict = cp.dialer.judgeUrl(url, organizationSlug);
  if (!verdict.ok) {
    const code = verdict.code === "address_refused" ? "upstream_address_refused" : "upstream_url_refused";
    throw new ControlPlaneError(code, verdict.sentence, {
      operator: verdict.code,
      issues: [{ pointer: "/url", message: verdict.sentence }],
    });
  }
  if (isOwnGateway(cp.gatewayUrl, verdict.url)) {
    const message = "This is the address of the gateway itself. Enter the address of the MCP server that is to stand behind it.";
    throw new ControlPlaneError("upstream_url_refused", message, { operator: "own_gateway", issues: [{ pointer: "/url", message }] });
  }
  const since = await databaseTime(cp);
  const { tools, ...facts } = await oneOfFew(cp.dialer, organizationSlug, () => discovered(cp, organizationSlug, verdict.url, headers));
  return { ...facts, since, url: verdict.url.href, tools: tools.map((tool) => ({ ...tool, digest: digestOf(tool.definition) })) };
}

/** Not this process's: what others see meanwhile is dated by the database. */
async function databaseTime(cp: ControlPlane): Promise<Date> {
  const [row] = await outsideOrganizations(cp, (tx) => tx.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`);
  return (row as { at: Date }).at;
}

async function discovered(cp: ControlPlane, organizationSlug: string, url: URL, headers: Record<string, string>): Promise<Discovery> {
  const fetch = cp.dialer.fetch(organizationSlug);
  try {
    return await discover({ url, headers, fetch });
  } catch (error) {
    if (!(error instanceof DiscoveryError)) throw error;
    const place = error.code === "wants_credentials" ? "/headers" : "/url";
    throw new ControlPlaneError(`upstream_${error.code}`, error.message, {
      operator: error.operator,
      issues: [{ pointer: place, message: error.message }],
      cause: error,
    });
  } finally {
    await fetch.close();
  }
}

/** A server behind itself would call itself for ever. Loopback has several names. */
function isOwnGateway(gatewayUrl: string, url: URL): boolean {
  const own = new URL(gatewayUrl);
  const plain = ({ hostname }: URL) => (/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? "loopback" : hostname);
  return plain(own) === plain(url) && portOf(own) === portOf(url) && url.pathname.startsWith(own.pathname);
}
const portOf = ({ port, protocol }: URL) => port || (protocol === "https:" ? "443" : "80");

/** A discovery may take a minute and hold megabytes: one organization has only so many at a time, in this process. */
async function oneOfFew<T>(dialer: Dialer, organizationSlug: string, work: () => Promise<T>): Promise<T> {
  const running = discoveries.get(dialer) ?? new Map<string, number>();
  discoveries.set(dialer, running);
  const others = running.get(organizationSlug) ?? 0;
  if (others >= discoveriesMax)
    throw new ControlPlaneError(
      "throttled",
      `${discoveriesMax} servers are being met already. Wait until they have answered, then try again.`,
      {
        operator: `discoveries of ${organizationSlug}`,
        retryAfterSeconds: 10,
      },
    );
  running.set(organizationSlug, others + 1);
  try {
    return await work();
  } finally {
    const left = (running.get(organizationSlug) ?? 1) - 1;
    if (left > 0) running.set(organizationSlug, left);
    else running.delete(organizationSlug);
  }
}

const discoveriesMax = 3;
const discoveries = new WeakMap<Dialer, Map<string, number>>();

/** The pin of a tool: SHA-256 over form C1 of its whole definition (security.md sections 2.3 and 3), in hex. */
export function digestOf(definition: string): string {
  const scanned = scan(Buffer.from(definition));
  if (!scanned.ok)
    throw new ControlPlaneError("upstream_bad_answer", "The server sent a tool definition that can be read in more than one way.", {
      operator: scanned.failure.problem,
    });
  return createHash("sha256").update(canonicalize(scanned.root)).digest("hex");
}
