// What is sent and answered in the measurement: a tools/call of about 400 bytes, a result of about 380; a list of twenty tools.
export const TOOL = "inventory_lookup";
export const MARK = "nothing was changed";
export const PROTOCOL_VERSION = "2025-11-25";

const call = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    name: TOOL,
    arguments: {
      hostIdentifiers: ["db-primary-01", "db-replica-02", "edge-proxy-11"],
      output: ["hostid", "host", "name", "status", "maintenance_status"],
      filter: { status: "0", available: "1" },
      search: { name: "production cluster, first rack" },
      sortfield: ["name"],
      sortorder: "ASC",
      limit: 50,
    },
    _meta: { progressToken: 1 },
  },
};
export const CALL = JSON.stringify(call);
/** The load generator puts another id into each: an SDK server answers one id once at a time. */
export const CALL_WITH_OWN_ID = CALL.replace('"id":1', '"id":[<id>]');
export const LIST = JSON.stringify({ jsonrpc: "2.0", id: 77, method: "tools/list", params: {} });

export const callResult = {
  content: [
    {
      type: "text",
      text: `Three hosts match; ${MARK}. db-primary-01 (10084) is up, last value seen 12 seconds ago. db-replica-02 (10085) is up, last value seen 9 seconds ago. edge-proxy-11 (10092) is up and in maintenance until 18:00. Ask for one of them by its identifier for its items, triggers and open problems.`,
    },
  ],
  isError: false,
};
const tool = (name) => ({
  name,
  description: `Looks things of the inventory up; ${MARK}.`,
  inputSchema: {
    type: "object",
    properties: {
      limit: { type: "number" },
      sortorder: { type: "string" },
      search: { type: "object", properties: { name: { type: "string" } } },
    },
  },
});
const names = [TOOL, ...Array.from({ length: 199 }, (_, index) => `inventory_${index}`)];
/** What discovery finds; a list that is measured has the first twenty. */
export const allTools = { tools: names.map(tool) };
export const listResult = { tools: names.slice(0, 20).map(tool) };
const answer = (id, result) => JSON.stringify({ jsonrpc: "2.0", id, result });
export const ANSWER = answer(1, callResult);
export const LIST_ANSWER = answer(77, listResult);
export const initializeResult = {
  protocolVersion: PROTOCOL_VERSION,
  capabilities: { tools: {} },
  serverInfo: { name: "bench-upstream", version: "1.0.0" },
};

export const HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": PROTOCOL_VERSION,
};

const rule = (path, op, value) => ({ conditions: [{ path, op, value }] });

/** 200 entries with conditions; the one for the measured tool reads its arguments. */
export const POLICY_OF_200 = {
  version: "1",
  default: "deny",
  tools: {
    [TOOL]: {
      require: [rule("args.limit", "lte", 100), rule("args.sortorder", "in", ["ASC", "DESC"])],
      deny_if: [rule("args.search.name", "contains", "credentials")],
    },
    ...Object.fromEntries(
      Array.from({ length: 199 }, (_, index) => [`inventory_${index}`, { require: [rule("args.limit", "lte", index + 1)] }]),
    ),
  },
};
