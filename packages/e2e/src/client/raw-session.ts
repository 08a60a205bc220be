/** A client in plain HTTP, for many calls at once and for the moment when everything dies: no retries, no reconnecting. */
export type RawSession = { url: string; headers: Record<string, string>; nextId: number };

type Answer = { result?: { _meta?: { "io.portcullis/decision"?: { reason: string } } } };

export async function openRawSession(url: string, token: string): Promise<RawSession> {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const clientInfo = { name: "raw", version: "1.0.0" };
  const response = await post(
    { url, headers, nextId: 0 },
    { id: 0, method: "initialize", params: { protocolVersion, capabilities: {}, clientInfo } },
  );
  const id = response.headers.get("mcp-session-id");
  if (response.status !== 200 || id === null) throw new Error(`initialize: ${response.status} ${await response.text()}`);
  await response.text();
  const session = { url, headers: { ...headers, "mcp-session-id": id, "mcp-protocol-version": protocolVersion }, nextId: 1 };
  await post(session, { method: "notifications/initialized" });
  return session;
}

/** @returns "allowed", the reason of a refusal, or null when no complete answer came */
export async function rawCall(session: RawSession, tool: string): Promise<string | null> {
  try {
    const response = await post(session, { id: session.nextId++, method: "tools/call", params: { name: tool, arguments: {} } });
    const text = await response.text();
    if (response.status !== 200) return null;
    const { result } = JSON.parse(dataOf(text)) as Answer;
    if (!result) return null;
    return result._meta?.["io.portcullis/decision"]?.reason ?? "allowed";
  } catch {
    return null; // the connection was cut
  }
}

const protocolVersion = "2025-06-18";

const post = ({ url, headers }: RawSession, message: object) =>
  fetch(url, { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", ...message }) });

/** The JSON of an answer, which comes plain or as the data of one server-sent event. */
const dataOf = (text: string) => /^data: ?(.*)$/m.exec(text)?.[1] ?? text;
