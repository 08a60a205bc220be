import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { createChannel } from "../channel/create.ts";
import { registerServer } from "../server/register.ts";
import { createStream } from "../stream/create.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { testUpstream } from "../testing/upstream.ts";
import { inOrganization } from "../transaction.ts";
import { exportEvents } from "./export.ts";
import { type ExportEventsInput, exportEventsMax } from "./filter.ts";
import { exportFormats, formatNames } from "./formats/formats.ts";
import { ocsfEvent } from "./formats/ocsf.ts";
import { listExports } from "./list.ts";
import { previewExport } from "./preview.ts";
import { product } from "./product.ts";
import { readRecord } from "./read.ts";
import { eventColumns, type RecordedEvent } from "./recorded-event.ts";
import { ocsfProblems } from "./testing/ocsf-validator.ts";
import { linesOf, parseCef, parseCsv } from "./testing/parsers.ts";

let here: Installation;
let owner: Context;
beforeAll(async () => {
  here = await testInstallation();
  owner = await newOrganization(here.cp, "Acme");
});
afterAll(() => here?.close());

const seed = 20261122;
const callsMade = 10_000;
/** What logs are broken with. */
const nasty = fc.oneof(
  ...["\r\n", "\n", "\r", "\u001b[31mred", "\u009b2J", '"', '""', "|", "\\", "\\|", "=", "a=b", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1"].map(
    fc.constant,
  ),
  ...[
    "\u2028",
    "\u2029",
    "\u0085",
    "\u202e",
    "'",
    ",",
    ";",
    "{}",
    "\\n",
    "\\u001b",
    "CEF:0|x|",
    "act=deny",
    " src=1.2.3.4",
    "😀",
    "ünï",
  ].map(fc.constant),
  fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\0", "")),
);
const text = fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join(""));

/** Calls as a hostile client and server would name things; a few fields hold a mebibyte. */
async function hostileCalls(ctx: Context, count: number): Promise<void> {
  console.log(`hostile records: seed ${seed}`);
  const samples = fc.sample(fc.record({ tool: text, label: text, message: text, client: text, view: text, reason: text }), {
    numRuns: count,
    seed,
  });
  const large = (at: number, value: string) => (at % 2_500 === 7 ? value + '\r\n|="\\'.repeat(180_000) : value);
  for (let from = 0; from < count; from += 2_500) {
    const rows = samples.slice(from, from + 2_500).map((sample, at) => ({
      ...sample,
      id: ctx.newId(),
      view: large(from + at, JSON.stringify({ value: sample.view })),
      denied: at % 3 === 0,
    }));
    await here.rows(
      `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason, message, client_name,
         argument_names, argument_view, outcome, duration_ms, source_address)
       SELECT $1, (r->>'id')::uuid, gen_random_uuid(), r->>'label', gen_random_uuid(), 'zabbix', 'tools/call', r->>'tool',
         CASE WHEN (r->>'denied')::boolean THEN 'deny' ELSE 'allow' END, r->>'reason', r->>'message', r->>'client', ARRAY[r->>'client', 'a,b'], r->>'view',
         CASE WHEN (r->>'denied')::boolean THEN 'refused' END, CASE WHEN (r->>'denied')::boolean THEN 1.25 END, CASE WHEN (r->>'denied')::boolean THEN '2001:db8::1' ELSE '192.0.2.7' END
       FROM jsonb_array_elements($2::jsonb) r`,
      [ctx.caller.organizationId, JSON.stringify(rows)],
    );
  }
  await here.rows(
    `INSERT INTO outcome (organization_id, id, outcome, upstream_status, duration_ms, request_bytes)
     SELECT organization_id, id, 'ok', 200, 12.5, 100 FROM attempt WHERE organization_id = $1 AND outcome IS NULL ON CONFLICT DO NOTHING`,
    [ctx.caller.organizationId],
  );
}

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};
/** A second later: an export is of what was before it began. */
const taken = async (ctx: Context, input: ExportEventsInput) => {
  here.clock.now += 1_000;
  return (await all(exportEvents(ctx, input))).join("");
};
const recorded = (ctx: Context) =>
  all(
    readRecord({ format: "jsonl", records: "calls" }, ctx.caller.organizationId, (run) =>
      inOrganization(ctx, ctx.caller.organizationId, run),
    ),
  );

describe("AU-10: N in = N out, whatever the fields hold", () => {
  let made: RecordedEvent[];
  beforeAll(async () => {
    await hostileCalls(owner, callsMade);
    made = await recorded(owner);
  });

  test("JSON Lines: every line is one record, and the same record", async () => {
    const lines = linesOf(await taken(owner, { format: "jsonl", records: "calls" }));
    expect(made).toHaveLength(callsMade);
    expect(lines).toHaveLength(callsMade);
    lines.forEach((line, at) => {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      const event = made[at] as RecordedEvent;
      for (const column of ["event_id", "tool", "grant_label", "message", "client_name", "argument_view", "outcome"] as const)
        if ((parsed[column] ?? null) !== (event[column] ?? null)) expect(parsed[column]).toBe(event[column]);
    });
  });

  test("CSV: an RFC 4180 reader finds every record and field; none begins as a formula", async () => {
    const [head, ...rows] = parseCsv(await taken(owner, { format: "csv", records: "calls" }));
    expect(head).toEqual([...eventColumns]);
    expect(rows).toHaveLength(callsMade);
    expect(rows.every((row) => row.length === eventColumns.length)).toBe(true);
    const formulas = rows.flat().filter((field) => /^\s*[=+\-@]/.test(field) || /^[\t\r\n]/.test(field));
    expect(formulas).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(rows.flat().filter((field) => /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(field))).toEqual([]);
    const tool = eventColumns.indexOf("tool");
    const plain = made.findIndex((event) => /^[\w ,"|]+$/.test(event.tool ?? ""));
    expect(rows[plain]?.[tool]).toBe(made[plain]?.tool);
  });

  test("CEF: every line is one record of seven parts and its fields", async () => {
    const lines = linesOf(await taken(owner, { format: "cef", records: "calls" }));
    expect(lines).toHaveLength(callsMade);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(lines.filter((line) => /[\u0000-\u001f\u007f-\u009f]/.test(line))).toEqual([]);
    lines.forEach((line, at) => {
      const { head, extension } = parseCef(line);
      const event = made[at] as RecordedEvent;
      if (extension.externalId !== event.event_id || extension.act !== event.effect || extension.destinationServiceName !== "zabbix")
        expect({ head, extension }).toMatchObject({ extension: { externalId: event.event_id, act: event.effect } });
      if ((extension.cs5?.length ?? 0) > 4_000 || (extension.msg?.length ?? 0) > 1_023)
        expect(extension).toBe("cut at the dictionary's lengths");
      if (/^[\w=\\|\r\n"]+$/.test(event.message ?? "")) expect(extension.msg).toBe(event.message);
    });
  });

  test("OCSF: every event is valid by the pinned schema", async () => {
    const lines = linesOf(await taken(owner, { format: "ocsf" }));
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.filter(({ class_uid }) => class_uid === 6003)).toHaveLength(callsMade);
    expect(events.filter(({ class_uid }) => class_uid === 3004).length).toBeGreaterThan(3);
    expect(events.flatMap(ocsfProblems)).toEqual([]);
  });
});

test("the validator sees what is wrong", () => {
  const event: RecordedEvent = {
    event_id: "a",
    type: "call",
    sequence: null,
    time: new Date(1),
    organization_id: "o",
    effect: "deny",
    grant_id: "g",
  };
  const valid = { ...ocsfEvent({ ...event, method: "tools/call", tool: "x", server_slug: "s", reason: "denied" }) };
  expect(ocsfProblems(valid)).toEqual([]);
  for (const [broken, problem] of [
    [{ ...valid, api: undefined }, "api: no object"],
    [{ ...valid, src_endpoint: {} }, "src_endpoint: none of"],
    [{ ...valid, type_uid: 600301 }, "type_uid"],
    [{ ...valid, severity_id: 9 }, "severity_id: 9"],
    [{ ...valid, verdict: "no" }, "verdict: not in the schema"],
    [{ ...valid, time: "now" }, "time: no timestamp"],
  ] as const)
    expect(ocsfProblems(broken as Record<string, unknown>).join()).toContain(problem);
});

test("what products are told of is this one", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"));
  expect(product.version).toBe(version);
});

describe("an export", () => {
  test("is for owners and admins, on record before its first piece, and its progress is kept", async () => {
    await expect(taken(await newMember(owner, "policy_manager"), { format: "jsonl" })).rejects.toMatchObject({ code: "forbidden" });
    here.clock.now += 1_000;
    const pieces = exportEvents(owner, { format: "jsonl", records: "calls" });
    const first = await pieces.next();
    expect(first.done).toBe(false);
    const [event] = await here.rows("SELECT after FROM audit_event WHERE action = 'record.export' ORDER BY id DESC LIMIT 1");
    expect(event).toMatchObject({ after: { records: callsMade, filter: { format: "jsonl", records: "calls", to: expect.any(String) } } });
    // Its reader goes away.
    await pieces.return(undefined);
    const [stopped] = await listExports(owner);
    expect(stopped).toMatchObject({ state: "stopped", total: callsMade, startedByName: "Olga" });
    expect(stopped?.written).toBeLessThan(callsMade);
    await taken(owner, { format: "csv", effect: "deny" });
    const [done] = await listExports(owner);
    expect(done).toMatchObject({ state: "done", format: "csv", filter: { effect: "deny" } });
    expect(done?.written).toBe(done?.total);
    expect(done?.written).toBeLessThan(callsMade);
  });

  test("takes a span and a filter; the preview counts the same", async () => {
    const [middle] = await here.rows<{ id: string; at: Date }>(
      "SELECT id, to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AS at FROM attempt WHERE organization_id = $1 ORDER BY id OFFSET 5000 LIMIT 1",
      [owner.caller.organizationId],
    );
    const query = { format: "jsonl", records: "calls", from: middle?.at as Date, effect: "allow" } as const;
    const lines = linesOf(await taken(owner, query));
    expect(lines.length).toBeGreaterThan(2_000);
    expect(lines.length).toBeLessThan(5_000);
    expect(await previewExport(owner, query)).toEqual({ records: lines.length, tooMany: false, recordsMax: exportEventsMax });
    expect(lines.every((line) => JSON.parse(line).effect === "allow")).toBe(true);
  });

  test("holds calls and changes together in the order of their ids", async () => {
    const small = await newOrganization(here.cp, "Small");
    for (let at = 0; at < 3; at++) {
      await hostileCalls(small, 2);
      await createChannel(small, { kind: "webhook", name: `c${at}`, target: "https://hooks.example.com/x" });
    }
    const ids = linesOf(await taken(small, { format: "jsonl" })).map((line) => JSON.parse(line) as RecordedEvent);
    expect(ids.map(({ event_id }) => event_id)).toEqual(ids.map(({ event_id }) => event_id).sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(ids.map(({ type }) => type))).toEqual(new Set(["call", "change"]));
  });
});

test("AU-8, IS-11: secrets are in no export in clear, and of another organization there is nothing", async () => {
  const [ours, theirs] = [await newOrganization(here.cp, "Ours"), await newOrganization(here.cp, "Theirs")];
  const upstream = await testUpstream();
  const canary = (where: string, at: number) => `canary-${where}-${at}-x7Q`;
  const secrets: string[] = [];
  const secret = (where: string) => {
    secrets.push(canary(where, secrets.length));
    return secrets.at(-1) as string;
  };
  for (let at = 0; at < 10; at++) {
    const headers = [{ name: "Authorization", value: `Bearer ${secret("header")}` }];
    await registerServer(ours, { name: `s${at}`, url: upstream.url, headers });
    await createChannel(ours, {
      kind: "webhook",
      name: `c${at}`,
      target: `https://hooks.example.com/${secret("path")}?k=${secret("query")}`,
    });
    const stream = await createStream(ours, {
      kind: "webhook",
      name: `t${at}`,
      url: `https://in.example.com/${secret("stream")}?k=${secret("key")}`,
      headers,
    });
    secrets.push(stream.secret as string);
  }
  await upstream.close();
  await createChannel(theirs, { kind: "webhook", name: "foreign-canary", target: "https://hooks.example.com/x" });
  await here.rows(
    `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, effect, reason, outcome, duration_ms)
     VALUES ($1, $2, $2, 'foreign-canary', $2, 'foreign-canary', 'tools/call', 'deny', 'foreign-canary', 'refused', 1)`,
    [theirs.caller.organizationId, theirs.newId()],
  );
  for (const format of formatNames) {
    const body = await taken(ours, { format });
    expect(body.length).toBeGreaterThan(exportFormats[format].head.length + 1_000);
    for (const one of secrets)
      for (const form of [
        one,
        encodeURIComponent(one),
        Buffer.from(one).toString("base64").replace(/=+$/, ""),
        Buffer.from(one).toString("hex"),
      ])
        if (body.includes(form)) expect.fail(`${format} holds ${form}`);
    expect(body).not.toContain("foreign-canary");
    expect(body).not.toContain(theirs.caller.organizationId);
    expect(await taken(theirs, { format })).toContain("foreign-canary");
  }
});
