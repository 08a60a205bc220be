#!/usr/bin/env node
// Portcullis' offline verifier: says whether an export of the record is whole. One file, Node's own modules only, no network, no database.
//
//   node verify.mjs FOLDER [--key FILE]… [--checkpoints FILE]… [--format text|json]
//
// --key          public key (PEM) of the installation, got from its operator and not with the export. Without it the keys that the export
//                brings are believed, which shows edits by whoever has no key at all, and nothing more.
// --checkpoints  checkpoints from another place than the database: the file that the worker writes, or what a receiver was sent. They show a
//                chain that was cut, or made anew, after they were signed.
//
// Ends with 0: proven. 1: something is wrong. 2: could not be judged. How records are chained: docs/audit.md.
import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { createReadStream, existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const formats = {
  chain: "portcullis/audit/1",
  export: "portcullis/export/1",
  checkpoint: "portcullis/checkpoint/1",
  root: "portcullis/root/1",
};
const kinds = new Map([
  ["attempt", "attempt"],
  ["outcome", "outcome"],
  ["late_outcome", "outcome"],
  ["event", "audit_event"],
]);
/** What follows the last checkpoint is not signed yet; longer than this it should have been. */
const unsignedSecondsMax = 600;
const findingsMax = 100;
/** The least that an organization keeps. */
const keptMonthsMin = 6;

/** What was given cannot be judged: it is no export, or not one of this form. */
export class Unreadable extends Error {}

/**
 * Judges an export.
 *
 * @param {string} folder
 * @param {{ keys?: string[], checkpoints?: string[] }} [options] texts of PEM files, and paths of files of checkpoints
 * @throws {Unreadable}
 */
export async function verifyExport(folder, { keys = [], checkpoints = [] } = {}) {
  const manifest = readManifest(folder);
  const organization = manifest.organization.id;
  const findings = new Findings();
  const ring = keyring(manifest, keys);
  const signed = await readSigned([path.join(folder, "checkpoints.jsonl"), ...checkpoints], {
    kind: "checkpoint",
    organization,
    ring,
    findings,
  });
  const roots = await readSigned([path.join(folder, "roots.jsonl")], { kind: "root", organization, ring, findings });
  const root = roots.at(-1);
  const heads = headsOf(signed, findings);
  if (root) judgeRoot(root, signed, findings);
  const chain = await walk(path.join(folder, "records.jsonl"), { organization, root, heads, findings });
  const waiting = await judgeUnsealed(path.join(folder, "unsealed.jsonl"), { manifest, chain, findings });

  const last = [...heads.keys()].reduce((most, n) => (n > most ? n : most), 0n);
  if (last > chain.n) findings.add("truncated", chain.n + 1n, `The chain ends at record ${chain.n}, but record ${last} was signed.`);
  if (BigInt(manifest.through) !== chain.n)
    findings.add("truncated", chain.n, `The manifest speaks of records up to ${manifest.through}; the last one here is ${chain.n}.`);
  if (manifest.records !== chain.records)
    findings.add("truncated", chain.n, `The manifest speaks of ${manifest.records} records; here are ${chain.records}.`);
  if (chain.records > 0 && last <= (root?.n ?? 0n) && !(root && last === root.n && chain.records === 0))
    findings.add(
      "unsigned",
      chain.n,
      "No signed checkpoint covers these records, so nothing proves them. Checkpoints are written once a minute: export again, or bring the file of the second place with --checkpoints.",
    );
  const lastSigned = signed.find(({ n }) => n === last);
  if (lastSigned && chain.lastAt !== undefined && chain.n > last && (chain.lastAt - lastSigned.at) / 1000 > unsignedSecondsMax)
    findings.add(
      "unsigned",
      last + 1n,
      `Records ${last + 1n} to ${chain.n} are not under a signature, although the last checkpoint is much older than they are.`,
    );

  return {
    ok: findings.count === 0,
    organization: manifest.organization,
    exportedAt: manifest.exportedAt,
    records: chain.records,
    first: String((root?.n ?? 0n) + 1n),
    last: String(chain.n),
    signedThrough: String(last),
    checkpoints: heads.size,
    purgedThrough: root ? String(root.n) : null,
    waiting,
    keys: [...ring.values()].map(({ id, pinned }) => ({ id, pinned })),
    findings: findings.first,
    findingsInAll: findings.count,
  };
}

class Findings {
  first = [];
  count = 0;
  add(code, n, sentence) {
    this.count++;
    if (this.first.length < findingsMax) this.first.push({ code, n: n === null ? null : String(n), sentence });
  }
}

function readManifest(folder) {
  const file = path.join(folder, "manifest.json");
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Unreadable(`${file} cannot be read: this is no folder of an export.`);
  }
  if (manifest?.format !== formats.export) throw new Unreadable(`${file} is not of the form ${formats.export}.`);
  if (typeof manifest.organization?.id !== "string" || !Array.isArray(manifest.keys) || !/^\d+$/.test(manifest.through))
    throw new Unreadable(`${file} is not whole.`);
  return manifest;
}

/** Keys by their id. Those from elsewhere are the only ones that count when there are any. */
function keyring(manifest, pems) {
  const pinned = pems.length > 0;
  const ring = new Map();
  for (const pem of pinned ? pems : manifest.keys.map(({ publicKey }) => publicKey)) {
    let key;
    try {
      key = createPublicKey(pem);
    } catch {
      throw new Unreadable("A key is no public key in PEM.");
    }
    if (key.asymmetricKeyType !== "ed25519") throw new Unreadable("A key is no Ed25519 key.");
    const id = createHash("sha256")
      .update(key.export({ type: "spki", format: "der" }))
      .digest("hex")
      .slice(0, 16);
    ring.set(id, { id, key, pinned });
  }
  return ring;
}

/** Signed statements about this organization, by rising n; what is not signed by a known key is a finding. */
async function readSigned(files, { kind, organization, ring, findings }) {
  const found = [];
  for (const [index, file] of files.entries()) {
    if (!existsSync(file)) throw new Unreadable(`${file} is not there.`);
    for await (const line of linesOf(file)) {
      const entry = parsed(line);
      const said = parsed(entry?.statement);
      // A file of the second place has all organizations of the installation in it.
      if (index > 0 && said && said.organization !== organization) continue;
      const key = ring.get(entry?.key);
      const what = kind === "root" ? "A root" : "A checkpoint";
      if (
        !said ||
        typeof entry.signature !== "string" ||
        said.format !== formats[kind] ||
        !/^\d{1,18}$/.test(said.n) ||
        !/^[0-9a-f]{64}$/.test(said.head)
      ) {
        findings.add("forged", null, `${what} in ${path.basename(file)} cannot be read.`);
      } else if (!key) {
        findings.add("unknown_key", said.n, `${what} at record ${said.n} is signed with key ${entry.key}, which is not known here.`);
      } else if (!verifySignature(null, Buffer.from(entry.statement), key.key, Buffer.from(entry.signature, "base64"))) {
        findings.add("forged", said.n, `The signature of ${what.toLowerCase()} at record ${said.n} does not fit: it was edited.`);
      } else if (said.organization !== organization) {
        findings.add("swapped", said.n, `${what} at record ${said.n} belongs to organization ${said.organization}.`);
      } else {
        found.push({ n: BigInt(said.n), head: said.head, at: Date.parse(said.at), statement: entry.statement });
      }
    }
  }
  return found.sort((a, b) => (a.n < b.n ? -1 : a.n > b.n ? 1 : 0));
}

function headsOf(signed, findings) {
  const heads = new Map();
  for (const { n, head } of signed) {
    if (heads.has(n) && heads.get(n) !== head)
      findings.add("rewritten", n, `Two signed checkpoints disagree about record ${n}: the chain was made anew.`);
    else heads.set(n, head);
  }
  return heads;
}

/** Nothing younger than half a year is ever purged: a root above it hides what was signed there. */
function judgeRoot(root, signed, findings) {
  const keptSince = new Date(root.at);
  keptSince.setUTCMonth(keptSince.getUTCMonth() - keptMonthsMin);
  for (const { n, at } of signed) {
    if (n > root.n || at <= keptSince.getTime()) continue;
    findings.add(
      "purged_early",
      n,
      `Record ${n} was signed less than ${keptMonthsMin} months before it was purged by the root at record ${root.n}.`,
    );
    return;
  }
}

/** Recomputes the chain, record by record. */
async function walk(file, { organization, root, heads, findings }) {
  let n = root?.n ?? 0n;
  let head = root ? Buffer.from(root.head, "hex") : Buffer.alloc(32);
  let records = 0;
  let lastAt;
  const sealedXids = new Map();
  if (root && heads.has(root.n) && heads.get(root.n) !== root.head)
    findings.add("rewritten", root.n, `The root at record ${root.n} is not what was signed there.`);
  if (!existsSync(file)) throw new Unreadable(`${file} is not there.`);
  for await (const line of linesOf(file)) {
    records++;
    const record = parsed(line);
    if (!record || !/^\d{1,18}$/.test(record.n) || !/^[0-9a-f]{64}$/.test(record.hash) || !kinds.has(record.kind)) {
      findings.add("malformed", n + 1n, `What stands after record ${n} cannot be read.`);
      continue;
    }
    const at = BigInt(record.n);
    if (at !== n + 1n)
      findings.add(
        at > n ? "missing" : "reordered",
        at,
        at > n
          ? `After record ${n} comes record ${at}: what was between is missing.`
          : `After record ${n} comes record ${at}: the order was changed, or a record is there twice.`,
      );
    n = at;
    if (record.row === null || typeof record.row !== "object") {
      findings.add("missing", n, `Record ${n} was sealed, and its ${record.kind} is gone.`);
      head = Buffer.from(record.hash, "hex");
    } else {
      if (record.row.organization_id !== organization)
        findings.add("swapped", n, `Record ${n} belongs to organization ${record.row.organization_id}.`);
      const hash = chainHash(organization, n, head, recordText(record.kind, record.row));
      if (hash.toString("hex") !== record.hash)
        findings.add(
          "edited",
          n,
          `Record ${n} (${record.kind}${record.row.id ? ` ${record.row.id}` : ""}) is not what was sealed: it, or what stood before it, was changed.`,
        );
      // On with what was sealed, so that one edit is one finding.
      head = Buffer.from(record.hash, "hex");
      const source = kinds.get(record.kind);
      const xid = /^\d+$/.test(record.row.xid) ? BigInt(record.row.xid) : 0n;
      if (xid > (sealedXids.get(source) ?? -1n)) sealedXids.set(source, xid);
      const time = timeOf(record.row.at);
      if (time !== undefined && (lastAt === undefined || time > lastAt)) lastAt = time;
    }
    const signedHead = heads.get(n);
    if (signedHead !== undefined && signedHead !== record.hash)
      findings.add("rewritten", n, `At record ${n} the chain is not what was signed: it was made anew.`);
  }
  return { n, records, sealedXids, lastAt };
}

/** Rows without a seal: those that are younger than the sealed ones wait; any other was put in later. */
async function judgeUnsealed(file, { manifest, chain, findings }) {
  let waiting = 0;
  if (!existsSync(file)) throw new Unreadable(`${file} is not there.`);
  for await (const line of linesOf(file)) {
    const { table, row } = parsed(line) ?? {};
    const xid = /^\d+$/.test(row?.xid) ? BigInt(row.xid) : -1n;
    if (xid < (chain.sealedXids.get(table) ?? 0n))
      findings.add("inserted", null, `A row of ${table} (${row?.id}) has no seal, although younger ones have: it was put in later.`);
    else if ((timeOf(row.at) ?? 0) < Date.parse(manifest.exportedAt) - 3_600_000)
      findings.add("inserted", null, `A row of ${table} (${row.id}) has had no seal for over an hour.`);
    else waiting++;
  }
  return waiting;
}

/** SHA-256 over format, organization, n, the hash before and the record, each with its length before it. */
function chainHash(organization, n, previous, record) {
  const hash = createHash("sha256");
  for (const part of [Buffer.from(formats.chain), Buffer.from(organization), Buffer.from(String(n)), previous, Buffer.from(record)]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  }
  return hash.digest();
}

function recordText(kind, row) {
  const members = Object.keys(row).sort((a, b) => (a < b ? -1 : 1));
  return `{"kind":${JSON.stringify(kind)},"row":{${members.map((name) => `${JSON.stringify(name)}:${JSON.stringify(row[name])}`).join(",")}}}`;
}

const linesOf = (file) => createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Milliseconds of what PostgreSQL prints: 2026-01-31 12:00:00.123456+00 */
function timeOf(text) {
  const time = typeof text === "string" ? Date.parse(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The report as a person reads it. */
export function reportText(report) {
  const known = report.keys.map(({ id }) => id).join(", ");
  const lines = [
    `${report.ok ? "PROVEN" : "NOT PROVEN"}  ${report.organization.slug} (${report.organization.id}), exported ${report.exportedAt}`,
    `  ${report.records} records, ${report.first} to ${report.last}; signed through ${report.signedThrough} by ${report.checkpoints} checkpoints`,
    ...(report.purgedThrough
      ? [`  records up to ${report.purgedThrough} were purged by retention; the chain goes on from a signed root`]
      : []),
    ...(report.waiting > 0 ? [`  ${report.waiting} rows were too young to be sealed when this was exported`] : []),
    report.keys.some(({ pinned }) => pinned)
      ? `  judged with key ${known}`
      : `  judged with the keys that the export brings (${known}): compare them with your operator's, or give --key`,
    ...report.findings.map(({ code, sentence }) => `  ${code}: ${sentence}`),
    ...(report.findingsInAll > report.findings.length ? [`  … and ${report.findingsInAll - report.findings.length} more`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Reads the command's arguments; undefined when they are not those of this command. */
export function readArguments(args) {
  const found = { folder: undefined, keys: [], checkpoints: [], format: "text" };
  for (let at = 0; at < args.length; at++) {
    const value = args[at + 1];
    if (args[at] === "--key" && value) found.keys.push(value);
    else if (args[at] === "--checkpoints" && value) found.checkpoints.push(value);
    else if (args[at] === "--format" && (value === "text" || value === "json")) found.format = value;
    else if (found.folder === undefined && !args[at].startsWith("-")) {
      found.folder = args[at];
      continue;
    } else return undefined;
    at++;
  }
  return found.folder === undefined ? undefined : found;
}

/** The whole command. @returns the exit status */
export async function main(args, out, error) {
  const asked = readArguments(args);
  if (!asked) {
    error("Usage: verify FOLDER [--key FILE]… [--checkpoints FILE]… [--format text|json]");
    return 2;
  }
  try {
    const keys = asked.keys.map((file) => readFileSync(file, "utf8"));
    const report = await verifyExport(asked.folder, { keys, checkpoints: asked.checkpoints });
    out(asked.format === "json" ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
    return report.ok ? 0 : 1;
  } catch (problem) {
    error(problem.message);
    return 2;
  }
}

if (process.argv[1] && /verify\.mjs$/.test(process.argv[1]) && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main(
    process.argv.slice(2),
    (text) => process.stdout.write(text),
    (line) => process.stderr.write(`${line}\n`),
  );
