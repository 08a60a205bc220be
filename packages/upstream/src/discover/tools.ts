import type { JsonNode } from "@portcullis/protocol";
import { type Answer, type Peer, textOf, unanswered } from "./exchange.ts";
import { DiscoveryError } from "./failure.ts";

/** A tool as its server describes it: `definition` is the JSON text as received, byte for byte, since its digest is the tool's pin. */
export type DiscoveredTool = { name: string; definition: string };
/** The record and the selectors of policies hold names up to here. */
const nameLengthMax = 256;
export type ListLimits = { toolsMax: number; listBytesMax: number; definitionBytesMax: number; pagesMax: number };

/**
 * Collects `tools/list` over all pages.
 *
 * @param page asks for one page; an empty string is a cursor like any other
 * @throws DiscoveryError bad_answer or too_large; nothing is returned by halves
 */
export async function listTools(
  peer: Peer,
  limits: ListLimits,
  page: (cursor: string | undefined) => Promise<Answer>,
): Promise<DiscoveredTool[]> {
  const { host } = peer.url;
  const tools = new Map<string, string>();
  const cursors = new Set<string>();
  let listBytes = 0;
  let cursor: string | undefined;
  for (let pages = 0; pages < limits.pagesMax; pages++) {
    const answer = await page(cursor);
    const { reply } = answer;
    if (!reply?.result) throw unanswered(peer, "tools/list", answer);
    listBytes += reply.bytes.length;
    if (listBytes > limits.listBytesMax) throw large(`${host} lists more than ${limits.listBytesMax / 1024 / 1024} MiB of tools.`);
    const listed = reply.result.members.get("tools");
    if (listed?.kind !== "array") throw bad(`${host} sent a list of tools that is not valid MCP.`, "result.tools is not an array");
    for (const node of listed.items) {
      const { name, definition } = read(host, reply.bytes, node, tools.size, limits);
      if (tools.has(name)) throw bad(`${host} lists the tool "${name}" twice; which one is meant cannot be told.`);
      tools.set(name, definition);
      if (tools.size > limits.toolsMax) throw large(`${host} lists more than ${limits.toolsMax.toLocaleString("en")} tools.`);
    }
    const next = reply.result.members.get("nextCursor");
    if (next === undefined || next.kind === "null") return [...tools].map(([name, definition]) => ({ name, definition }));
    if (next.kind !== "string" || next.suspect || cursors.has(next.value))
      throw bad(`${host} sends its pages of tools in a circle.`, "nextCursor repeats or is no string");
    cursor = next.value;
    cursors.add(cursor);
  }
  throw large(`${host} spreads its tools over more than ${limits.pagesMax} pages.`);
}

function read(host: string, bytes: Uint8Array, node: JsonNode, index: number, limits: ListLimits): DiscoveredTool {
  const members = node.kind === "object" ? node.members : undefined;
  const name = members?.get("name");
  if (name?.kind !== "string" || name.value === "" || name.suspect)
    throw bad(`${host} lists a tool without a usable name.`, `tool ${index}`);
  if (name.value.length > nameLengthMax)
    throw bad(
      `${host} lists a tool whose name is longer than ${nameLengthMax} characters: "${name.value.slice(0, 40)}…".`,
      `tool ${index}`,
    );
  if (members?.get("inputSchema")?.kind !== "object") throw bad(`${host} lists the tool "${name.value}" without an input schema.`);
  if (node.end - node.start > limits.definitionBytesMax)
    throw large(`The definition of the tool "${name.value}" is larger than ${limits.definitionBytesMax / 1024} KiB.`);
  return { name: name.value, definition: textOf(bytes, node) };
}

const bad = (sentence: string, note?: string) => new DiscoveryError("bad_answer", sentence, note);
const large = (sentence: string) => new DiscoveryError("too_large", sentence);
