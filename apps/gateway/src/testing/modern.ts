const prefix = "io.modelcontextprotocol/";

export type ModernRequest = {
  body: { jsonrpc: "2.0"; id: string | number; method: string; params: Record<string, unknown> };
  headers: Record<string, string>;
};

/** A request as a client of 2026-07-28 sends it: everything it is about in `_meta`, mirrored in headers. */
export function modern(
  method: string,
  params: Record<string, unknown> = {},
  { id = 1, capabilities = {}, meta = {} }: { id?: string | number; capabilities?: object; meta?: object } = {},
): ModernRequest {
  const _meta = { [`${prefix}protocolVersion`]: "2026-07-28", [`${prefix}clientCapabilities`]: capabilities, ...meta };
  const name = method === "resources/read" ? params.uri : method.startsWith("tasks/") ? params.taskId : params.name;
  return {
    body: { jsonrpc: "2.0", id, method, params: { ...params, _meta } },
    headers: {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(typeof name === "string" ? { "mcp-name": name } : {}),
    },
  };
}
