import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { openPool, parseKeyring, purgeExpired, roleUrl } from "@portcullis/control-plane/worker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Report, verifyExport } from "../../verifier/verify.mjs";
import { run } from "../run.ts";
import { auditedDatabase, newKey } from "../testing/audited.ts";
import { bundle } from "../testing/bundle.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-verify-"));
let made = 0;
const newFolder = () => path.join(folder, `f${++made}`);
let database: Awaited<ReturnType<typeof auditedDatabase>>;
let acme: string;
/** Before any test has had its way with the database. */
let untouched: Pieces;
beforeAll(async () => {
  database = await auditedDatabase(folder);
  acme = await database.organization("acme");
  const globex = await database.organization("globex");
  for (let turn = 0; turn < 4; turn++) {
    await database.write(acme, 20);
    await database.write(globex, 20);
    await database.sealAll();
    await database.sign();
  }
  untouched = read(await exported());
});
afterAll(async () => {
  await database?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function portcullis(...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const io = { out: (text: string) => void out.push(text), error: (line: string) => void error.push(line) };
  const source = { DATABASE_URL: database.url, PORTCULLIS_ROOT_KEY: database.rootKey };
  const code = await run({ args, source, io, stdin: Readable.from([]) });
  return { code, out: out.join(""), error: error.join("\n") };
}
async function exported(slug = "acme"): Promise<string> {
  const to = newFolder();
  expect(await portcullis("export-audit", slug, to)).toMatchObject({ code: 0, error: "" });
  return to;
}
const judged = (from: string): Promise<Report> => verifyExport(from, { keys: [database.key.publicKey], checkpoints: [database.second] });
const codesOf = ({ findings }: Report) => [...new Set(findings.map(({ code }) => code))].sort();

describe("an untouched export", () => {
  test("is proven by the command, and by the file that goes with it, which imports nothing but Node's own", async () => {
    const from = await exported();
    const { code, out } = await portcullis("verify", from, "--key", database.keyFile, "--checkpoints", database.second);
    expect(out).toMatch(/^PROVEN {2}acme .*\n {2}128 records, 1 to 128; signed through 128 by 4 checkpoints\n/);
    expect(code).toBe(0);
    const source = fs.readFileSync(path.join(from, "verify.mjs"), "utf8");
    expect([...source.matchAll(/from "([^"]+)"/g)].map(([, name]) => name).filter((name) => !name?.startsWith("node:"))).toEqual([]);
    const alone = spawnSync(process.execPath, [path.join(from, "verify.mjs"), from, "--format", "json"], { encoding: "utf8" });
    expect(alone).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(alone.stdout)).toMatchObject({ ok: true, records: 128, keys: [{ id: database.key.id, pinned: false }] });
  });

  test("AU-4: is no false alarm, at any length, signed to the end or not", { timeout: 25_000 }, async () => {
    const initech = await database.organization("initech");
    for (let turn = 1; turn <= 12; turn++) {
      await database.write(initech, turn * 3);
      await database.sealAll();
      if (turn % 3 !== 2) await database.sign();
      if (turn % 4 === 0) await database.write(initech, 2); // not sealed yet
      const report = await judged(await exported("initech"));
      expect(report.findings).toEqual([]);
      expect(report.ok).toBe(true);
    }
  });

  test("the bundle finds its verifier, an export does not overwrite, an unknown organization is said", async () => {
    const used = await exported();
    expect(await portcullis("export-audit", "acme", used)).toMatchObject({ code: 2, error: expect.stringMatching(/not empty/) });
    expect(await portcullis("export-audit", "nobody", newFolder())).toMatchObject({
      code: 2,
      error: expect.stringMatching(/no organization nobody/),
    });
    expect(await portcullis("verify", newFolder())).toMatchObject({ code: 2, error: expect.stringMatching(/no folder of an export/) });
    const built = bundle("all");
    fs.cpSync(path.join(import.meta.dirname, "../../verifier"), path.join(built.folder, "verifier"), { recursive: true });
    const to = newFolder();
    const env = { ...process.env, DATABASE_URL: database.url, PORTCULLIS_ROOT_KEY: database.rootKey };
    expect(spawnSync(process.execPath, [built.entry, "export-audit", "acme", to], { env, encoding: "utf8" })).toMatchObject({ status: 0 });
    expect(spawnSync(process.execPath, [built.entry, "verify", to], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    built.remove();
  });
});

type Line = { n: string; kind: string; hash: string; row: Record<string, string> };
type Pieces = { records: Line[]; checkpoints: { statement: string; key: string; signature: string }[]; manifest: Record<string, unknown> };
/** What a forger does to an export; `code`: what it must be called. */
type Forgery = { code: string | RegExp; forge: (pieces: Pieces, pick: (below: number) => number, other: Pieces) => void };

/** The algorithm, once more: as whoever knows docs/audit.md would write it. */
function hashOf(organization: string, n: string, previous: Buffer, kind: string, row: Record<string, string>): Buffer {
  const members = Object.keys(row).sort((a, b) => (a < b ? -1 : 1));
  const text = `{"kind":"${kind}","row":{${members.map((name) => `${JSON.stringify(name)}:${JSON.stringify(row[name])}`).join(",")}}}`;
  const hash = createHash("sha256");
  for (const part of ["portcullis/audit/1", organization, n, previous, text]) {
    const bytes = Buffer.from(part as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest();
}

/** Makes the chain anew from a record on, as whoever knows the algorithm can. */
function restamp({ records }: Pieces, from: number): void {
  let head: Buffer = from === 0 ? Buffer.alloc(32) : Buffer.from(records[from - 1]?.hash ?? "", "hex");
  for (let at = from; at < records.length; at++) {
    const record = records[at] as Line;
    record.n = String(at + 1);
    head = hashOf(record.row.organization_id as string, record.n, head, record.kind, record.row);
    record.hash = head.toString("hex");
  }
}
const told = (pieces: Pieces) =>
  Object.assign(pieces.manifest, { records: pieces.records.length, through: pieces.records.at(-1)?.n ?? "0" });
const at = (pieces: Pieces, pick: (below: number) => number, margin = 0) => pick(pieces.records.length - margin);

const forgeries: Record<string, Forgery> = {
  edit: {
    code: "edited",
    forge: (pieces, pick) => {
      const { row } = pieces.records[at(pieces, pick)] as Line;
      const names = Object.keys(row).filter((name) => name !== "organization_id");
      const name = names[pick(names.length)] as string;
      // A character changed, a column taken away, a column added: as the pick goes.
      if (pick(3) === 0) delete row[name];
      else if (pick(2) === 0) row.planted = "x";
      else row[name] = `${row[name]}x`;
    },
  },
  delete: {
    code: "missing",
    forge: (pieces, pick) => {
      pieces.records.splice(at(pieces, pick, 1), 1);
      told(pieces);
    },
  },
  insert: {
    code: /edited|reordered/,
    forge: (pieces, pick) => {
      const place = at(pieces, pick);
      const record = structuredClone(pieces.records[place] as Line);
      record.row.id = "01900000-0000-7000-8000-000000000000";
      if (pick(2) === 0) {
        pieces.records.splice(place, 0, record);
        pieces.records.slice(place).forEach((line, index) => {
          line.n = String(place + index + 1);
        });
      } else pieces.records.splice(place, 0, record);
      told(pieces);
    },
  },
  reorder: {
    code: /edited|reordered|missing/,
    forge: (pieces, pick) => {
      const place = at(pieces, pick, 1);
      const [first, second] = pieces.records.slice(place, place + 2) as [Line, Line];
      pieces.records.splice(place, 2, second, first);
      // With the numbers put right too, or not.
      if (pick(2) === 0) [first.n, second.n] = [second.n, first.n];
    },
  },
  truncate: {
    code: "truncated",
    forge: (pieces, pick) => {
      pieces.records.splice(at(pieces, pick, 1));
      pieces.checkpoints = pieces.checkpoints.filter(({ statement }) => Number(JSON.parse(statement).n) <= pieces.records.length);
      told(pieces);
    },
  },
  "restamp the chain": {
    code: "rewritten",
    forge: (pieces, pick) => {
      const place = at(pieces, pick);
      (pieces.records[place] as Line).row.reason = "forged";
      restamp(pieces, place);
      if (pick(2) === 0) pieces.checkpoints = [];
    },
  },
  "swap organizations": {
    code: /swapped|edited/,
    forge: (pieces, pick, other) => {
      const place = at(pieces, pick);
      if (pick(2) === 0) pieces.records[place] = structuredClone(other.records[place] as Line);
      else {
        // The whole record of another organization under this one's name.
        pieces.records = structuredClone(other.records);
        pieces.checkpoints = structuredClone(other.checkpoints);
        told(pieces);
      }
    },
  },
  "edit a checkpoint": {
    code: /forged|unknown_key/,
    forge: (pieces, pick) => {
      const checkpoint = pieces.checkpoints[pick(pieces.checkpoints.length)] as Pieces["checkpoints"][number];
      const place = Number(JSON.parse(checkpoint.statement).n) - 1;
      (pieces.records[place] as Line).row.reason = "forged";
      restamp(pieces, place);
      checkpoint.statement = checkpoint.statement.replace(/"head":"[0-9a-f]+"/, `"head":"${pieces.records[place]?.hash}"`);
      if (pick(2) === 0) {
        // With a key of the forger's own, which he puts into the manifest too.
        const own = newKey();
        checkpoint.key = own.id;
        checkpoint.signature = own.sign(checkpoint.statement).toString("base64");
        (pieces.manifest.keys as unknown[]).push({ id: own.id, publicKey: own.publicKey });
      }
    },
  },
};

describe("AU-4: forgeries", () => {
  let clean: Pieces;
  let other: Pieces;
  beforeAll(async () => {
    [clean, other] = [read(await exported()), read(await exported("globex"))];
  });
  const perKind = Number(process.env.AUDIT_CASES ?? 200) / 8;

  test.each(Object.entries(forgeries))(`%s: ${perKind} of ${perKind} found`, async (_name, { code, forge }) => {
    for (let seed = 1; seed <= perKind; seed++) {
      const pieces = structuredClone(clean);
      let state = seed * 7_919;
      const pick = (below: number) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
        return (state >>> 8) % below;
      };
      forge(pieces, pick, other);
      const report = await judged(write(pieces));
      expect(report.ok, `seed ${seed}`).toBe(false);
      expect(codesOf(report).join(" "), `seed ${seed}`).toMatch(code);
    }
  });

  test("PB-41: no column is outside the chain: what is changed in any one of them is found, those of approvals too", async () => {
    const columns = await database.query(
      "SELECT relname AS table, attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE relnamespace = 'portcullis'::regnamespace AND relname IN ('attempt', 'outcome', 'audit_event') AND attnum > 0 AND NOT attisdropped",
    );
    expect(columns).toContainEqual({ table: "attempt", column: "approval_id" });
    for (const { table, column } of columns as { table: string; column: string }[]) {
      const pieces = structuredClone(clean);
      const record = pieces.records.find(({ kind }) => kind === (table === "audit_event" ? "event" : table)) as Line;
      record.row[column] = `${record.row[column] ?? ""}x`;
      expect(codesOf(await judged(write(pieces))), `${table}.${column}`).toContain("edited");
    }
  });

  test("without the second place a cut goes unseen down to the last checkpoint that was left; with it, never", async () => {
    const pieces = structuredClone(clean);
    pieces.records.splice(64);
    pieces.checkpoints.splice(2);
    told(pieces);
    const from = write(pieces);
    expect((await verifyExport(from, { keys: [database.key.publicKey] })).ok).toBe(true);
    expect(codesOf(await judged(from))).toEqual(["truncated"]);
  });
});

test("AU-14: after a purge the record is proven from its signed root on; a cut that only says it is a purge is not", async () => {
  const initrode = await database.organization("initrode");
  const clockAhead = (months: number) =>
    database.owner.query(
      `CREATE OR REPLACE FUNCTION portcullis.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() + interval '${months} months' $$`,
    );
  const ops = openPool({ url: roleUrl(database.url, "pc_ops", parseKeyring(database.rootKey)), max: 2 });
  for (const months of [0, 8]) {
    await clockAhead(months);
    await database.write(initrode, 20);
    await database.sealAll();
    await database.sign();
  }
  await clockAhead(14);
  await purgeExpired(ops, database.key);
  await ops.end();
  await clockAhead(0);
  const from = await exported("initrode");
  expect(await judged(from)).toMatchObject({ ok: true, records: 32, first: "33", last: "64", purgedThrough: "32", findings: [] });
  // The same begin, without the root's signature.
  fs.writeFileSync(path.join(from, "roots.jsonl"), "");
  expect(codesOf(await judged(from))).toContain("missing");
});

describe("AU-4: in the database itself, by whoever owns it", () => {
  const inDatabase: Record<string, { sql: string; code: string }> = {
    "edit a row": {
      sql: "UPDATE portcullis.attempt SET reason = 'forged' WHERE organization_id = $1 AND id = (SELECT id FROM portcullis.audit_seal WHERE organization_id = $1 AND n = 1)",
      code: "edited",
    },
    "delete a row": {
      sql: "DELETE FROM portcullis.outcome WHERE organization_id = $1 AND id = (SELECT min(id::text)::uuid FROM portcullis.outcome WHERE organization_id = $1)",
      code: "missing",
    },
    "put a row in behind the seal": {
      sql: "INSERT INTO portcullis.audit_event (organization_id, id, actor_name, action, target_kind, target_id, xid) VALUES ($1, gen_random_uuid(), 'x', 'a.b', 'c', 'd', '100')",
      code: "inserted",
    },
    "cut the chain": {
      sql: "WITH c AS (DELETE FROM portcullis.audit_checkpoint WHERE organization_id = $1 AND n > 32) DELETE FROM portcullis.audit_seal WHERE organization_id = $1 AND n > 32",
      code: "truncated",
    },
  };
  test.each(Object.entries(inDatabase))("%s", async (_name, { sql, code }) => {
    const slug = `forged-${++made}`;
    const organization = await database.organization(slug);
    for (let turn = 0; turn < 2; turn++) {
      await database.write(organization, 20);
      await database.sealAll();
      await database.sign();
    }
    expect((await judged(await exported(slug))).ok).toBe(true);
    await database.owner.query(sql, [organization]);
    expect(codesOf(await judged(await exported(slug)))).toContain(code);
  });
});

test("AU-7: a long record is verified line by line: a million rows within 60 s and 300 MiB", { timeout: 180_000 }, async () => {
  const rows = Number(process.env.AUDIT_ROWS ?? 20_000);
  const from = newFolder();
  const pieces = untouched;
  const organization = acme;
  const sample = pieces.records.slice(0, 100);
  const file = path.join(from, "records.jsonl");
  fs.mkdirSync(from);
  let head: Buffer = Buffer.alloc(32);
  for (let n = 1, chunk: string[] = []; n <= rows; n++) {
    const { kind, row } = sample[n % sample.length] as Line;
    head = hashOf(organization, String(n), head, kind, row);
    chunk.push(JSON.stringify({ n: String(n), kind, hash: head.toString("hex"), row }));
    if (chunk.length === 10_000 || n === rows) {
      fs.appendFileSync(file, `${chunk.join("\n")}\n`);
      chunk = [];
    }
  }
  const statement = JSON.stringify({
    format: "portcullis/checkpoint/1",
    organization,
    n: String(rows),
    head: head.toString("hex"),
    count: String(rows),
    at: new Date().toISOString(),
  });
  const checkpoint = { statement, key: database.key.id, signature: database.key.sign(statement).toString("base64") };
  fs.writeFileSync(path.join(from, "checkpoints.jsonl"), `${JSON.stringify(checkpoint)}\n`);
  for (const name of ["roots.jsonl", "unsealed.jsonl"]) fs.writeFileSync(path.join(from, name), "");
  fs.writeFileSync(path.join(from, "manifest.json"), JSON.stringify({ ...pieces.manifest, records: rows, through: String(rows) }));
  const script = `import { main } from ${JSON.stringify(path.join(import.meta.dirname, "../../verifier/verify.mjs"))};
    const code = await main(process.argv.slice(1), (text) => console.error(text), console.error);
    console.log(JSON.stringify({ code, mebibytes: process.resourceUsage().maxRSS / 1024 }));`;
  const since = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script, from, "--key", database.keyFile], {
    encoding: "utf8",
  });
  const seconds = (performance.now() - since) / 1_000;
  const { code, mebibytes } = JSON.parse(stdout) as { code: number; mebibytes: number };
  console.log(`${rows} rows: ${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB`);
  expect(stderr).toMatch(/^PROVEN/);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(60);
  expect(mebibytes).toBeLessThan(300);
});

function read(from: string): Pieces {
  const lines = (name: string) =>
    fs
      .readFileSync(path.join(from, name), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return {
    records: lines("records.jsonl"),
    checkpoints: lines("checkpoints.jsonl"),
    manifest: JSON.parse(fs.readFileSync(path.join(from, "manifest.json"), "utf8")),
  };
}
const target = () => path.join(folder, "forged");
function write({ records, checkpoints, manifest }: Pieces): string {
  fs.mkdirSync(target(), { recursive: true });
  const lines = (name: string, all: unknown[]) =>
    fs.writeFileSync(path.join(target(), name), all.map((one) => `${JSON.stringify(one)}\n`).join(""));
  lines("records.jsonl", records);
  lines("checkpoints.jsonl", checkpoints);
  lines("roots.jsonl", []);
  lines("unsealed.jsonl", []);
  fs.writeFileSync(path.join(target(), "manifest.json"), JSON.stringify(manifest));
  return target();
}
