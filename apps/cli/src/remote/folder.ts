import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { type JsonDocument, located, readDocument } from "../documents/json-document.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { printJson } from "../json/print-json.ts";
import { readJson } from "../json/read-json.ts";
import { toNode } from "../json/to-node.ts";

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/);

export const ServerFile = z.strictObject({
  slug: Slug,
  name: z.string(),
  url: z.string(),
  enabled: z.boolean().optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  /** For a server that is not registered yet. `${NAME}` stands for a variable of the environment. */
  headers: z.record(z.string(), z.string()).optional(),
});
export type ServerFile = z.output<typeof ServerFile>;

export const GrantFile = z.strictObject({
  label: z.string(),
  tags: z.array(z.string()).default([]),
  expiresAt: z.string().nullable().default(null),
  access: z.array(z.strictObject({ server: Slug, policy: z.string().nullable(), shadow: z.string().nullish() })).min(1),
});
export type GrantFile = z.output<typeof GrantFile>;

export type PolicyFile = { server: string; name: string; document: JsonDocument };
export type Folder = { servers: ServerFile[]; policies: PolicyFile[]; grants: GrantFile[] };

/** Reads a folder as `pull` writes it; parts that are not there are empty. @throws UnusableInput */
export async function readFolder(folder: string): Promise<Folder> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) throw new UnusableInput(`${folder} is not a folder.`);
  const found = {
    servers: names.includes("servers.json") ? await readList(path.join(folder, "servers.json"), ServerFile, "slug") : [],
    policies: names.includes("policies") ? await readPolicies(path.join(folder, "policies")) : [],
    grants: names.includes("grants.json") ? await readList(path.join(folder, "grants.json"), GrantFile, "label") : [],
  };
  if (Object.values(found).every((list) => list.length === 0))
    throw new UnusableInput(`${folder} has no servers.json, no grants.json and no policies. portcullis pull writes such a folder.`);
  return found;
}

async function readList<T extends z.ZodObject>(file: string, item: T, key: string): Promise<z.output<T>[]> {
  const document = await read(file);
  // A name that is there twice has no one meaning.
  located(document, () => toNode(document.text, document.root));
  const parsed = z.array(item).safeParse(JSON.parse(document.text));
  if (!parsed.success)
    throw new UnusableInput(...parsed.error.issues.map(({ path: at, message }) => `${file}: /${at.map(String).join("/")}: ${message}`));
  const keys = parsed.data.map((one) => (one as Record<string, unknown>)[key]);
  const twice = keys.find((one, index) => keys.indexOf(one) < index);
  if (twice !== undefined) throw new UnusableInput(`${file}: ${String(twice)} is there twice.`);
  return parsed.data;
}

async function readPolicies(folder: string): Promise<PolicyFile[]> {
  const found: PolicyFile[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue;
    for (const file of (await readdir(path.join(folder, entry.name))).filter((name) => name.endsWith(".json")).sort()) {
      const full = path.join(folder, entry.name, file);
      found.push({ server: entry.name, name: nameOf(file), document: await read(full) });
    }
  }
  return found;
}

const read = (file: string) => readDocument(file, Readable.from([]));

/** The canonical spelling of a policy: what is compared, stored and sent. */
export const canonical = (text: string): string => printJson(text, readJson(text));

/** Writes the folder. @returns policy files that were there and that no policy of the installation has */
export async function writeFolder(folder: string, { servers, policies, grants }: FolderTexts): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "servers.json"), canonical(JSON.stringify(servers)));
  await writeFile(path.join(folder, "grants.json"), canonical(JSON.stringify(grants)));
  const written = new Map<string, string>();
  for (const { server, name, text } of policies) {
    const full = path.join(folder, "policies", server, fileOf(name));
    const other = written.get(full.toLowerCase());
    // Some file systems take the two for one.
    if (other !== undefined) throw new UnusableInput(`${full} and ${other} differ in letter case alone. Rename one of the policies.`);
    written.set(full.toLowerCase(), full);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, canonical(text));
  }
  const there = await readPolicies(path.join(folder, "policies")).catch(() => []);
  return there.map(({ document }) => document.name).filter((name) => !written.has(name.toLowerCase()));
}
export type FolderTexts = { servers: ServerFile[]; policies: { server: string; name: string; text: string }[]; grants: GrantFile[] };

/** A policy's name as the name of a file, and back. */
const fileOf = (name: string) => `${encodeURIComponent(name).replace(/\*/g, "%2A")}.json`;

function nameOf(file: string): string {
  try {
    return decodeURIComponent(file.slice(0, -".json".length));
  } catch {
    throw new UnusableInput(`${file} is no name that pull would write: a percent sign is written %25.`);
  }
}
