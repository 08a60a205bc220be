import { nextCursorOf, type ReadDocument, readCatalogueDocument } from "@portcullis/catalogue";
import { createDialer, DialError, type Dialer, DiscoveryError, discover, parsePrivateUpstreams } from "@portcullis/upstream";
import { UnusableInput } from "../../input/unusable-input.ts";
import type { SourceOptions } from "./read-sources.ts";

const pagesMax = 2_000;
const pageBytesMax = 16 * 1024 * 1024;
const organization = "catalogue";

type Found = { where: string; read: ReadDocument };

/** A registry's list, page by page, or a document, or a running MCP server; through the dialer that guards addresses. */
export async function* readUrl(source: string, { name, privateUpstreams, allowLoopback }: SourceOptions): AsyncGenerator<Found> {
  const dialer = createDialer({ allow: parsePrivateUpstreams(privateUpstreams, { allowLoopback }) });
  const verdict = dialer.judgeUrl(source, organization);
  // A registry's list may carry a search in its query; what judges servers' addresses sees only what comes before.
  if (isList(source)) yield* registryPages(dialer, new URL(source));
  else if (!verdict.ok) throw new UnusableInput(`${source}: ${verdict.sentence}`);
  else yield { where: source, read: await runningServer(dialer, verdict.url, name) };
}

const isList = (source: string): boolean => /\/v0(?:\.\d+)?\/servers\/?$|\.json$/i.test(new URL(source).pathname);

async function* registryPages(dialer: Dialer, url: URL): AsyncGenerator<Found> {
  const bare = new URL(url);
  bare.search = "";
  const verdict = dialer.judgeUrl(bare.href, organization);
  if (!verdict.ok) throw new UnusableInput(`${url.href}: ${verdict.sentence}`);
  const fetch = dialer.fetch(organization);
  try {
    for (let page = 0; page < pagesMax; page++) {
      const document = await getJson(fetch, url);
      yield {
        where: url.href,
        read: readCatalogueDocument(document, { from: `${url.origin}${url.pathname}`, at: new Date().toISOString() }),
      };
      const cursor = nextCursorOf(document);
      if (cursor === undefined || cursor === url.searchParams.get("cursor")) return;
      url.searchParams.set("cursor", cursor);
    }
  } finally {
    await fetch.close();
  }
}

async function getJson(fetch: typeof globalThis.fetch, url: URL): Promise<unknown> {
  try {
    const answer = await fetch(url, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new UnusableInput(`${url.href} answered with status ${answer.status}.`);
    const text = await answer.text();
    if (text.length > pageBytesMax) throw new UnusableInput(`${url.href} answered with more than 16 MiB.`);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof UnusableInput) throw error;
    throw new UnusableInput(`${url.href} cannot be read: ${error instanceof SyntaxError ? "it is not JSON" : (error as Error).message}.`);
  }
}

async function runningServer(dialer: Dialer, url: URL, name: string | undefined): Promise<ReadDocument> {
  const fetch = dialer.fetch(organization);
  try {
    const { tools, serverInfo } = await discover({ url, fetch });
    const at = new Date().toISOString();
    const list = tools.map(({ definition }) => JSON.parse(definition) as unknown);
    const read = readCatalogueDocument(
      { tools: list },
      { from: url.href, at, name: name ?? serverInfo?.title ?? serverInfo?.name ?? url.hostname },
    );
    const version = serverInfo?.version;
    const origin = { from: url.href, at };
    const records = read.records.map((record) => ({
      ...record,
      url: url.href,
      ...(version && { version }),
      origins: { ...record.origins, url: origin, ...(version && { version: origin }) },
    }));
    return { ...read, records };
  } catch (error) {
    if (!(error instanceof DiscoveryError) && !(error instanceof DialError)) throw error;
    throw new UnusableInput(`${url.href}: ${error.message}`);
  } finally {
    await fetch.close();
  }
}
