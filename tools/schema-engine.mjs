#!/usr/bin/env node
import crypto from "node:crypto";
// Stands in for Prisma's native schema-engine: speaks the same JSON-RPC on stdin/stdout,
// but runs the WebAssembly build that npm carries, so that no binary has to be downloaded.
import fs from "node:fs";
import { createRequire } from "node:module";
import readline from "node:readline";

const require = createRequire(import.meta.url);

const argv = process.argv.slice(2);
const opt = { datamodels: [], datasource: {}, command: null };
for (let i = 0; i < argv.length; i++) {
  if (argv[i] === "--datamodels" || argv[i] === "--datamodel" || argv[i] === "-d") opt.datamodels.push(argv[++i]);
  else if (argv[i] === "--datasource") opt.datasource = JSON.parse(argv[++i]);
  else if (argv[i] === "cli") opt.command = argv[++i];
  else if (argv[i] === "--version") {
    console.log("schema-engine-cli wasm");
    process.exit(0);
  } else if (argv[i].startsWith("--")) i++; // preview features, extension types
}

const wasmDir = new URL(".", import.meta.resolve("@prisma/schema-engine-wasm"));
async function loadWasm() {
  const glue = await import(new URL("schema_engine_bg.js", wasmDir).href);
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(new URL("schema_engine_bg.wasm", wasmDir)), {
    "./schema_engine_bg.js": glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

const { bindMigrationAwareSqlAdapterFactory, DriverAdapterError, ColumnTypeEnum: T } = require("@prisma/driver-adapter-utils");
const pg = require("pg");

// Only what the schema engine's own catalogue queries need. Unlike @prisma/adapter-pg 7.10 it knows the
// "char" type, runs a script as one simple query (functions and DO blocks hold semicolons), and gives the
// shadow database a connection that really is to the shadow database.
const TYPES = {
  16: T.Boolean,
  18: T.Character,
  19: T.Text,
  20: T.Int64,
  21: T.Int32,
  23: T.Int32,
  25: T.Text,
  26: T.Int64,
  114: T.Json,
  3802: T.Json,
  700: T.Float,
  701: T.Double,
  1042: T.Text,
  1043: T.Text,
  1082: T.Date,
  1083: T.Time,
  1114: T.DateTime,
  1184: T.DateTime,
  1700: T.Numeric,
  2950: T.Uuid,
  17: T.Bytes,
  1000: T.BooleanArray,
  1002: T.CharacterArray,
  1003: T.TextArray,
  1005: T.Int32Array,
  1007: T.Int32Array,
  1009: T.TextArray,
  1015: T.TextArray,
  1016: T.Int64Array,
  1028: T.Int64Array,
};
const RAW_TEXT = new Set([20, 26, 114, 3802, 1082, 1083, 1114, 1184, 1700]);
const types = {
  getTypeParser: (oid, format) => {
    if (oid === 1114) return (v) => `${v.replace(" ", "T")}+00:00`;
    if (oid === 1184) return (v) => v.replace(" ", "T").replace(/[+-]\d{2}(:\d{2})?$/, "+00:00");
    if (RAW_TEXT.has(oid)) return (v) => v;
    if (oid === 1003) return pg.types.getTypeParser(1009, format);
    return pg.types.getTypeParser(oid, format);
  },
};

function asAdapterError(e) {
  if (e?.severity === undefined && ["ENOTFOUND", "ECONNREFUSED"].includes(e?.code))
    return new DriverAdapterError({ kind: "DatabaseNotReachable", host: e.address ?? e.hostname, port: e.port });
  if (e?.severity === undefined) return e;
  const base = { originalCode: e.code, originalMessage: e.message };
  if (e.code === "3D000") return new DriverAdapterError({ ...base, kind: "DatabaseDoesNotExist", db: /"([^"]+)"/.exec(e.message)?.[1] });
  if (e.code === "42P01") return new DriverAdapterError({ ...base, kind: "TableDoesNotExist", table: /"([^"]+)"/.exec(e.message)?.[1] });
  return new DriverAdapterError({
    ...base,
    kind: "postgres",
    code: e.code,
    severity: e.severity,
    message: e.message,
    detail: e.detail,
    column: e.column,
    hint: e.hint,
  });
}

class Queryable {
  provider = "postgres";
  adapterName = "schema-engine-pg";
  constructor(client) {
    this.client = client;
  }
  async #run(q) {
    try {
      return await this.client.query({ text: q.sql, values: q.args, rowMode: "array", types });
    } catch (e) {
      throw asAdapterError(e);
    }
  }
  async queryRaw(q) {
    const { fields, rows } = await this.#run(q);
    return { columnNames: fields.map((f) => f.name), columnTypes: fields.map((f) => TYPES[f.dataTypeID] ?? T.Text), rows };
  }
  async executeRaw(q) {
    return (await this.#run(q)).rowCount ?? 0;
  }
}
class Adapter extends Queryable {
  constructor(client, schema, onDispose) {
    super(client);
    this.schema = schema;
    this.onDispose = onDispose;
  }
  async executeScript(script) {
    try {
      await this.client.query(script);
    } catch (e) {
      throw asAdapterError(e);
    }
  }
  async startTransaction() {
    await this.client.query("BEGIN");
    const tx = new Queryable(this.client);
    return Object.assign(tx, { options: { usePhantomQuery: false }, commit: async () => {}, rollback: async () => {} });
  }
  getConnectionInfo() {
    return { schemaName: this.schema, supportsRelationJoins: true };
  }
  async dispose() {
    await this.onDispose();
  }
}

function adapterFactory({ url }, opened) {
  const schema = new URL(url).searchParams.get("schema") ?? "public";
  const open = async (target) => {
    const client = new pg.Client({ connectionString: target, connectionTimeoutMillis: 10_000, options: "-c timezone=UTC" });
    try {
      await client.connect();
    } catch (e) {
      throw asAdapterError(e);
    }
    opened.push(client);
    if (schema !== "public") await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`);
    return client;
  };
  return bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "schema-engine-pg",
    async connect() {
      const c = await open(url);
      return new Adapter(c, schema, () => c.end());
    },
    async connectToShadowDb() {
      const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
      await withClient(adminUrl(url), (c) => c.query(`CREATE DATABASE "${name}"`));
      const shadow = new URL(url);
      shadow.pathname = `/${name}`;
      const c = await open(shadow.toString());
      return new Adapter(c, schema, async () => {
        await c.end();
        await withClient(adminUrl(url), (a) => a.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
      });
    },
  });
}

function logLine(level, message, extra = {}) {
  process.stderr.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, fields: { message, ...extra }, target: "schema_engine::logger" })}\n`,
  );
}

function databaseOf(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
function adminUrl(url) {
  const u = new URL(url);
  u.pathname = "/postgres";
  return u.toString();
}
async function withClient(url, fn) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}
async function createDatabase(url) {
  const name = databaseOf(url);
  await withClient(adminUrl(url), (c) => c.query(`CREATE DATABASE ${c.escapeIdentifier(name)}`));
  return { databaseName: name };
}
function userFacing(e) {
  const u = new URL(opt.datasource.url);
  if (e?.code === "3D000") return ["P1003", `Database \`${databaseOf(opt.datasource.url)}\` does not exist`];
  if (e?.code === "28P01") return ["P1000", `Authentication failed against database server at \`${u.hostname}\``];
  return ["P1001", `Can't reach database server at \`${u.hostname}:${u.port || 5432}\`: ${e.message}`];
}

if (opt.command) {
  try {
    if (opt.command === "can-connect-to-database") await withClient(opt.datasource.url, (c) => c.query("select 1"));
    else if (opt.command === "create-database") await createDatabase(opt.datasource.url);
    else if (opt.command === "drop-database")
      await withClient(adminUrl(opt.datasource.url), (c) =>
        c.query(`DROP DATABASE IF EXISTS ${c.escapeIdentifier(databaseOf(opt.datasource.url))} WITH (FORCE)`),
      );
    logLine("INFO", "ok");
    process.exit(0);
  } catch (e) {
    const [error_code, message] = userFacing(e);
    process.stderr.write("\n");
    logLine("ERROR", message, { error_code, is_panic: false });
    process.exit(1);
  }
}

// A fresh engine for each call. evaluateDataLoss and createMigration find the migrations' schema only in a cache
// that devDiagnostic fills (the wasm build gives them no shadow database), so they are primed with it.
let wasmPromise;
async function withEngine(fn) {
  wasmPromise ??= loadWasm();
  const { SchemaEngine } = await wasmPromise;
  const opened = [];
  const factory = adapterFactory(opt.datasource, opened);
  const engine = await SchemaEngine.new(
    { datamodels: opt.datamodels.length ? opt.datamodels.map((f) => [f, fs.readFileSync(f, "utf8")]) : undefined },
    () => {},
    factory,
  );
  try {
    return await fn(engine);
  } finally {
    engine.free();
    await Promise.allSettled(opened.map((c) => c.end()));
  }
}

let printId = 1;
const send = (m) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...m })}\n`);
async function dispatch(method, params) {
  switch (method) {
    case "createDatabase":
      return createDatabase(opt.datasource.url);
    case "ensureConnectionValidity":
      await withClient(opt.datasource.url, (c) => c.query("select 1"));
      return {};
    case "getDatabaseVersion":
      return withEngine((e) => e.version(null));
    case "diff": {
      const result = await withEngine((e) => e.diff(params));
      if (result.stdout != null) send({ id: printId++, method: "print", params: { content: result.stdout.replace(/\n$/, "") } });
      return { exitCode: result.exitCode, stdout: null };
    }
    default: {
      return withEngine(async (e) => {
        if (typeof e[method] !== "function") throw new Error(`schema engine: unknown method ${method}`);
        if (method === "evaluateDataLoss" || method === "createMigration")
          await e.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
        return (await e[method](params)) ?? {};
      });
    }
  }
}

const rl = readline.createInterface({ input: process.stdin });
let pending = 0,
  closed = false;
const maybeExit = () => {
  if (closed && pending === 0) process.exit(0);
};
rl.on("line", async (line) => {
  if (!line.trim()) return;
  const req = JSON.parse(line);
  if (!req.method) return; // a reply to a print
  pending++;
  try {
    send({ id: req.id, result: await dispatch(req.method, req.params) });
  } catch (e) {
    if (process.env.DEBUG) process.stderr.write(`${String(e?.stack ?? e) + JSON.stringify(e)}\n`);
    const code = e?.code ?? e?.error_code;
    send({
      id: req.id,
      error: {
        code: 4466,
        message: "An error happened. Check the data field for details.",
        data: {
          is_panic: false,
          message: e?.message ?? String(e),
          meta: e?.meta ?? null,
          error_code: typeof code === "string" ? code : undefined,
        },
      },
    });
  } finally {
    pending--;
    maybeExit();
  }
});
rl.on("close", () => {
  closed = true;
  maybeExit();
});
