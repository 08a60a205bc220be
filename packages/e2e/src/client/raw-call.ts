/** One tools/call as plain HTTP, for many at once: the SDK's client keeps a session that a crash would end. */
type Answer = { result?: { isError?: boolean; _meta?: { "io.portcullis/decision"?: { reason: string } } } };

/** @returns "allowed", the reason of a refusal, or null when no complete answer came */
export async function rawCall(gatewayUrl: string, token: string, tool: string): Promise<string | null> {
  try {
    const response = await fetch(gatewayUrl, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2025-06-18",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: tool, arguments: {} } }),
    });
    const text = await response.text();
    if (response.status !== 200) return null;
    const { result } = JSON.parse(dataOf(text)) as Answer;
    if (!result) return null;
    return result._meta?.["io.portcullis/decision"]?.reason ?? "allowed";
  } catch {
    return null; // the connection was cut
  }
}

/** The JSON of an answer, which comes plain or as the data of one server-sent event. */
const dataOf = (text: string) => /^data: ?(.*)$/m.exec(text)?.[1] ?? text;
