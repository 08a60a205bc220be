import { describe, expect, test } from "vitest";
import { classifyEra, clientOf, findMethod, judgeLegacyVersion, METHODS, neutralView, readInbound } from "./index.ts";

const VERSION = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const INFO = "io.modelcontextprotocol/clientInfo";

function message(method: string | undefined, params?: object, rest: object = method === undefined ? { result: {} } : {}) {
  const result = readInbound(new TextEncoder().encode(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params, ...rest })));
  if (!result.ok || result.body.kind === "batch") throw new Error("not read");
  return result.body;
}
function question(method: string, params?: object) {
  const read = message(method, params);
  if (read.kind !== "request") throw new Error("not a request");
  return read;
}
const notification = (method: string, params?: object) => message(method, params, { id: undefined });
const modern = (claim: unknown = "2026-07-28", rest: object = { [CAPABILITIES]: {} }) => ({ _meta: { [VERSION]: claim, ...rest } });

describe("B1: era by body", () => {
  test("a claim makes any method modern, initialize and ping included", () => {
    for (const method of ["tools/call", "ping", "initialize"]) {
      expect(classifyEra(message(method, modern()), undefined)).toEqual({ ok: true, era: "modern", version: "2026-07-28" });
    }
  });
  test("an initialize with a malformed or legacy claim stays legacy", () => {
    for (const params of [modern(7), modern("2025-06-18"), modern("2026-07-28", {}), {}]) {
      expect(classifyEra(message("initialize", params), "2025-06-18")).toEqual({ ok: true, era: "legacy", version: "2025-06-18" });
    }
  });
  test("no claim under a modern header: request -32602, initialize -32020, notification modern", () => {
    expect(classifyEra(message("tools/list"), "2026-07-28")).toMatchObject({
      ok: false,
      era: "modern",
      refusal: { status: 400, code: -32602, data: { missing: [VERSION, CAPABILITIES] } },
    });
    expect(classifyEra(message("initialize", {}), "2026-07-28")).toMatchObject({ refusal: { status: 400, code: -32020 } });
    expect(classifyEra(notification("notifications/cancelled"), "2026-07-28")).toEqual({ ok: true, era: "modern", version: "2026-07-28" });
  });
  test("else legacy; an initialize may carry any version header (B3, T16)", () => {
    expect(classifyEra(message("tools/list"), undefined)).toEqual({ ok: true, era: "legacy", version: undefined });
    expect(classifyEra(message("initialize", {}), "1999-01-01")).toMatchObject({ ok: true, era: "legacy" });
  });
  test("C5: a response under a modern header is refused", () => {
    expect(classifyEra(message(undefined), "2026-07-28")).toMatchObject({ ok: false, refusal: { status: 400, code: -32600 } });
    expect(classifyEra(message(undefined), "2025-06-18")).toMatchObject({ ok: true, era: "legacy" });
  });
});

describe("B2: the order of refusals", () => {
  const code = (params: object, header?: string) => {
    const verdict = classifyEra(message("tools/list", params), header);
    return verdict.ok ? undefined : verdict.refusal.code;
  };
  test("missing member, then header against claim, then unserved claim", () => {
    expect(code(modern("2027-01-01", {}), "2026-07-28")).toBe(-32602);
    expect(code(modern("2026-07-28", { [CAPABILITIES]: 1 }))).toBe(-32602);
    expect(code(modern(null))).toBe(-32602);
    expect(code(modern("2027-01-01"), "2026-07-28")).toBe(-32020);
    expect(code(modern("2027-01-01"), "2027-01-01")).toBe(-32022);
    expect(code(modern("2025-06-18"))).toBe(-32022);
    expect(code(modern("garbage"))).toBe(-32022);
    expect(code(modern())).toBeUndefined();
  });
  test("-32022 names what was asked for and what this route serves", () => {
    expect(classifyEra(message("tools/list", modern("2027-01-01")), undefined, ["2026-07-28"])).toMatchObject({
      refusal: { status: 400, data: { requested: "2027-01-01", supported: ["2026-07-28"] } },
    });
    expect(classifyEra(message("tools/list", modern()), undefined, [])).toMatchObject({
      refusal: { code: -32022, data: { supported: [] } },
    });
  });
});

test("B4: a legacy version header names a served version or is refused", () => {
  for (const version of [undefined, "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
    expect(judgeLegacyVersion(version).ok).toBe(true);
  for (const version of ["", "2025-1-1", "2024-10-07", "zzz", "2025-06-18, 2025-06-18"]) {
    expect(classifyEra(message("tools/list"), version)).toMatchObject({ ok: false, era: "legacy", refusal: { status: 400, code: -32600 } });
  }
});

describe("the method table", () => {
  const find = (
    method: string,
    era: "modern" | "legacy",
    kind: "request" | "notification" = "request",
    sender: "client" | "server" = "client",
  ) => findMethod(method, { kind, era, sender })?.policy;
  test("no row stands twice for one method, kind, era and sender", () => {
    const cells = METHODS.flatMap((row) =>
      row.eras.flatMap((era) => row.senders.map((sender) => `${row.method} ${row.kind} ${era} ${sender}`)),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
  test("methods of one era are unknown in the other", () => {
    for (const method of ["initialize", "ping", "resources/subscribe", "resources/unsubscribe", "logging/setLevel"]) {
      expect(find(method, "legacy")).toBeDefined();
      expect(find(method, "modern")).toBeUndefined();
    }
    for (const method of ["server/discover", "subscriptions/listen"]) {
      expect(find(method, "modern")).toBeDefined();
      expect(find(method, "legacy")).toBeUndefined();
    }
  });
  test("a method counts only in its exact spelling, kind and direction", () => {
    expect(find("tools/call", "legacy")).toBe("tool");
    for (const method of ["Tools/call", "tools/call ", "tools//call", "tools/delete", "", "__proto__", "constructor"])
      expect(find(method, "legacy")).toBeUndefined();
    expect(find("tools/call", "legacy", "notification")).toBeUndefined();
    expect(find("tools/call", "legacy", "request", "server")).toBeUndefined();
    expect(find("sampling/createMessage", "legacy", "request", "client")).toBeUndefined();
    expect(find("sampling/createMessage", "legacy", "request", "server")).toBe("ask");
  });
  test("tasks are withheld and what policy decides needs an admission", () => {
    expect(find("tasks/get", "modern")).toBe("withheld");
    const governed = METHODS.filter((row) => row.governed).map((row) => row.method);
    expect(governed).toEqual([
      "tools/call",
      "prompts/get",
      "resources/read",
      "resources/subscribe",
      "subscriptions/listen",
      "completion/complete",
    ]);
  });
});

describe("P10: the neutral view", () => {
  test("is the same in both eras", () => {
    const legacy = neutralView(question("tools/call", { name: "t", arguments: { a: 1 } }));
    const later = neutralView(question("tools/call", { ...modern(), name: "t", arguments: { a: 1 } }));
    expect(legacy).toMatchObject({ kind: "tool", name: "t", arguments: { kind: "object" } });
    expect(later).toMatchObject({ kind: "tool", name: "t", arguments: { kind: "object" } });
  });
  test("absent arguments stay absent", () => {
    expect(neutralView(question("tools/call", { name: "t" }))).toEqual({ kind: "tool", name: "t", arguments: undefined });
  });
  test("prompts, resources, completions and subscriptions", () => {
    expect(neutralView(question("prompts/get", { name: "p" }))).toMatchObject({ kind: "prompt", name: "p" });
    expect(neutralView(question("resources/read", { uri: "a:b" }))).toEqual({ kind: "resource", uri: "a:b" });
    expect(neutralView(question("completion/complete", { ref: { type: "ref/prompt", name: "p" } }))).toEqual({
      kind: "completion",
      ref: { kind: "prompt", name: "p" },
    });
    expect(neutralView(question("completion/complete", { ref: { type: "ref/resource", uri: "a:{x}" } }))).toEqual({
      kind: "completion",
      ref: { kind: "resource", uri: "a:{x}" },
    });
    expect(neutralView(question("subscriptions/listen", { notifications: { resourceSubscriptions: ["a:b"] } }))).toEqual({
      kind: "listen",
      uris: ["a:b"],
    });
    expect(neutralView(question("tools/list"))).toBeUndefined();
  });
  test.each([
    ["tools/call", {}],
    ["tools/call", { name: 7 }],
    ["prompts/get", undefined],
    ["resources/read", { uri: null }],
    ["completion/complete", { ref: { type: "ref/other", name: "p" } }],
    ["completion/complete", {}],
    ["subscriptions/listen", { notifications: { resourceSubscriptions: [1] } }],
    ["subscriptions/listen", { notifications: { resourceSubscriptions: "a" } }],
  ])("%s with %j is malformed", (method, params) => expect(neutralView(question(method, params))?.kind).toBe("malformed"));
  test("who the client says it is", () => {
    expect(clientOf(question("tools/list", modern(undefined, { [CAPABILITIES]: {}, [INFO]: { name: "c", version: "1" } })))).toEqual({
      name: "c",
      version: "1",
    });
    expect(clientOf(question("initialize", { clientInfo: { name: "c", version: 1 } }))).toEqual({ name: "c", version: undefined });
    expect(clientOf(question("tools/list", { clientInfo: { name: "c" } }))).toBeUndefined();
  });
});
