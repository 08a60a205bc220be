// What is sent and answered in the measurement: a tools/call of about 400 bytes, a result of about 380.
export const TOOL = "inventory_lookup";
export const MARK = "nothing was changed";

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

export const ANSWER = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  result: {
    content: [
      {
        type: "text",
        text: `Three hosts match; ${MARK}. db-primary-01 (10084) is up, last value seen 12 seconds ago. db-replica-02 (10085) is up, last value seen 9 seconds ago. edge-proxy-11 (10092) is up and in maintenance until 18:00. Ask for one of them by its identifier for its items, triggers and open problems.`,
      },
    ],
    isError: false,
  },
});

export const PROTOCOL_VERSION = "2025-11-25";
export const HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": PROTOCOL_VERSION,
};
