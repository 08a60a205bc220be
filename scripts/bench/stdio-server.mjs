// The same server over stdio, as the peers want it: one JSON-RPC message per line, answered at once.
import readline from "node:readline";
import { callResult, initializeResult, listResult } from "./messages.mjs";

const results = { initialize: initializeResult, "tools/call": callResult, "tools/list": listResult, ping: {} };
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  if (id === undefined) return;
  const result = results[method];
  const reply = result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
  process.stdout.write(`${JSON.stringify(reply)}\n`);
});
