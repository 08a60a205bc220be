import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Category, classify, rankOf, type ToolDefinition } from "../index.ts";

const category = (name: string, description?: string, rest: Partial<ToolDefinition> = {}) =>
  classify({ name, description, ...rest }).category;

describe("names in any style", () => {
  test.each([
    "delete_host",
    "deleteHost",
    "DeleteHost",
    "delete-host",
    "DELETE_HOST",
    "host.delete",
    "host/delete",
    "hostDelete",
    "HOST-DELETE",
    "delete host",
    "v2_delete_host",
    "deleteHTTPHost2",
  ])("%s destroys", (name) => expect(category(name)).toBe("destructive"));
  test.each<[string, Category]>([
    ["HTTPGetStatus", "read"],
    ["listS3Buckets", "read"],
    ["DeleteAddressList", "destructive"],
    ["MyApiV2010--DeleteCredentialList", "destructive"],
    ["getAccountsAccountIdTransactions", "read"],
    ["log_out", "execute"],
    ["listusers", "read"],
    ["createissue", "write"],
  ])("%s: %s", (name, says) => expect(category(name)).toBe(says));
});

describe("words that mislead", () => {
  test.each<[string, Category]>([
    ["get_or_create", "write"],
    ["reset_password", "write"],
    ["list_and_kill", "destructive"],
    ["get_deleted_items", "read"],
    ["get_delete_status", "read"],
    ["list_payment_methods", "read"],
    ["payment_status", "read"],
    ["transfer_history", "read"],
    ["swap_quote", "read"],
    ["delete_preview", "read"],
    ["dry_run_delete", "read"],
    ["simulate_transfer", "read"],
    ["can_refund", "read"],
    ["test_results", "read"],
    ["audit_log", "read"],
    ["policy_list", "read"],
    ["create_draft_order", "write"],
    ["create_payment_link", "write"],
    ["create_payment", "financial"],
    ["place_order", "financial"],
    ["close_issue", "write"],
    ["close_position", "financial"],
    ["close_browser", "execute"],
    ["drag_and_drop", "execute"],
    ["transfer_repository", "write"],
    ["transfer_funds", "financial"],
    ["undelete_file", "write"],
    ["search_and_replace", "write"],
    ["settings", "read"],
  ])("%s: %s", (name, says) => expect(category(name)).toBe(says));
});

describe("descriptions", () => {
  test.each<[string, string, Category]>([
    ["archive_item", "Archives an item. Does not delete it.", "write"],
    ["cleanup_x", "Stop and remove a container", "destructive"],
    ["handle_thing", "Permanently deletes the thing", "destructive"],
    ["handle_thing", "Shows the thing, without deleting it", "read"],
    ["get_thing", "Deletes the thing", "destructive"],
    ["query", "Run a read-only SQL query", "read"],
    ["execute_sql", "Executes raw SQL", "execute"],
    ["run_query", "Only SELECT statements are allowed", "read"],
    ["thing", "Tool to create a thing", "write"],
    ["thing", "This tool allows you to cancel a thing", "destructive"],
    ["book_room", "Book a hotel room and pay with the stored card", "financial"],
    ["list_files", "List files. Use delete_file to permanently delete one.", "read"],
    ["update_note", "Update a note; this will not permanently delete the old text", "write"],
    ["削除", "", "destructive"],
    ["eliminar_usuario", "", "destructive"],
  ])("%s, “%s”: %s", (name, description, says) => expect(category(name, description)).toBe(says));

  test("what the schema lets a caller choose is heard", () => {
    const inputSchema = { type: "object", properties: { action: { type: "string", enum: ["list", "create", "delete"] } } };
    expect(category("manage_users", "Manage users", { inputSchema })).toBe("destructive");
  });
  test("letters that cannot be seen do not hide a word, and full-width ones are read", () => {
    expect(category("de\u200blete_host")).toBe("destructive");
    expect(category("ｄｅｌｅｔｅ_host")).toBe("destructive");
  });
});

describe("annotations raise and never lower", () => {
  const words = ["delete_host", "get_host", "create_host", "run_host", "pay_host", "host", "query_host", "move_host"];
  const hints: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(
    fc.constantFrom("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"),
    fc.oneof(fc.boolean(), fc.jsonValue()),
  );
  test("for all hints", () => {
    fc.assert(
      fc.property(fc.constantFrom(...words), hints, (name, annotations) => {
        expect(rankOf(category(name, undefined, { annotations }))).toBeGreaterThanOrEqual(rankOf(category(name)));
      }),
    );
  });
  test("a tool that its server calls destructive is not called Read", () => {
    expect(classify({ name: "get_host", annotations: { destructiveHint: true } })).toMatchObject({
      category: "destructive",
      risk: "critical",
      evidence: [{ field: "annotations" }, {}],
    });
    expect(category("frobnicate", "", { annotations: { destructiveHint: true } })).toBe("destructive");
    expect(category("get_host", "", { annotations: { readOnlyHint: false } })).toBe("write");
  });
});

describe("whatever it is given", () => {
  test("it never throws, answers the same twice, and quotes what is there", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("delete the user and pay", "Get or create", "execute SQL"));
    const tool = fc.record(
      { name: text, title: text, description: text, inputSchema: fc.jsonValue(), annotations: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(tool, fc.jsonValue(), (definition, server) => {
        const given = definition as ToolDefinition;
        const found = classify(given, server as never);
        expect(classify(given, server as never)).toEqual(found);
        expect(found.confidence).toBeGreaterThanOrEqual(0);
        expect(found.confidence).toBeLessThanOrEqual(1);
        for (const { field, quote } of found.evidence) {
          if (field === "name" || field === "title" || field === "description") expect(String(given[field])).toContain(quote);
        }
      }),
      { numRuns: 2_000 },
    );
    for (const value of [null, undefined, 1, "x", [], {}]) expect(classify(value as never).category).toBe("unclassified");
  });

  test("a megabyte of description costs no more than its first characters", () => {
    const started = process.cpuUsage();
    for (let round = 0; round < 200; round++) classify({ name: "x", description: "create ".repeat(150_000) });
    expect(process.cpuUsage(started).user / 200).toBeLessThan(5_000); // microseconds
  });
});

test("signals name the argument and its place in the schema", () => {
  const inputSchema = {
    type: "object",
    properties: {
      sql: { type: "string" },
      file_path: { type: "string" },
      webhook_url: { type: "string" },
      api_key: { type: "string" },
      page_token: { type: "string" },
      ids: { type: "array", items: { type: "string" } },
      html: { type: "string" },
    },
  };
  const { signals } = classify({ name: "update_user", inputSchema });
  expect(signals.map(({ kind, quote, pointer }) => [kind, quote, pointer])).toEqual([
    ["code", "sql", "/properties/sql"],
    ["path", "file_path", "/properties/file_path"],
    ["url", "webhook_url", "/properties/webhook_url"],
    ["credentials", "api_key", "/properties/api_key"],
    ["html", "html", "/properties/html"],
    ["bulk", "ids", "/properties/ids"],
    ["admin", "user", undefined],
  ]);
});
