import { lstat, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { type ImportContext, type ReadDocument, readCatalogueDocument, readDockerServer, type ServerRecord } from "@portcullis/catalogue";
import { parseDocument } from "yaml";
import { readSource } from "../../input/read-source.ts";
import { UnusableInput } from "../../input/unusable-input.ts";
import { readUrl } from "./read-url.ts";

/** A whole registry as one document. */
const documentBytesMax = 256 * 1024 * 1024;

export type SourceOptions = { name?: string; stdin: NodeJS.ReadableStream; privateUpstreams?: string; allowLoopback: boolean };

/** What came of reading: how many records, how many problems; each problem is told as it is found, by file and place. */
export type Told = { usable: number; problems: number; tell: (line: string) => void };

const fileSizeMax = 64 * 1024 * 1024;

/** The servers in all sources, one after the other. What cannot be used is told, and the rest goes on. */
export async function* readSources(sources: readonly string[], options: SourceOptions, told: Told): AsyncGenerator<ServerRecord> {
  for (const source of sources)
    for await (const { where, read } of documentsOf(source, options)) {
      for (const { pointer, message } of read.problems) {
        told.problems += 1;
        told.tell(`${where}${pointer === "" ? "" : ` ${pointer}`}: ${message}`);
      }
      told.usable += read.records.length;
      yield* read.records;
    }
}

type Found = { where: string; read: ReadDocument };

async function* documentsOf(source: string, options: SourceOptions): AsyncGenerator<Found> {
  if (/^https?:\/\//i.test(source)) yield* readUrl(source, options);
  else if (source === "-")
    yield { where: "stdin", read: await jsonFile("-", { from: "stdin", at: new Date().toISOString(), name: options.name }, options) };
  else {
    const facts = await stat(source).catch(() => {
      throw new UnusableInput(`${source} does not exist.`);
    });
    if (facts.isDirectory()) yield* folder(source, options, 0);
    else yield { where: source, read: await file(source, facts, options) };
  }
}

/** A server's folder of Docker's catalogue, a folder of such folders, or a folder of JSON files. */
async function* folder(name: string, options: SourceOptions, depth: number): AsyncGenerator<Found> {
  const entries = (await readdir(name, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  // Somebody else's folder: a link in it could lead to any file of this machine, and a device never ends.
  const manifest = entries.find((entry) => entry.isFile() && (entry.name === "server.yaml" || entry.name === "server.yml"));
  if (manifest) {
    const full = path.join(name, manifest.name);
    yield { where: full, read: await dockerServer(full, path.join(name, "tools.json"), options) };
    return;
  }
  for (const entry of entries) {
    const full = path.join(name, entry.name);
    if (entry.isDirectory() && depth < 3 && !entry.name.startsWith(".")) yield* folder(full, options, depth + 1);
    else if (entry.isFile() && entry.name.endsWith(".json")) yield { where: full, read: await file(full, await stat(full), options) };
  }
}

async function file(name: string, { size, mtime }: { size: number; mtime: Date }, options: SourceOptions): Promise<ReadDocument> {
  if (size > fileSizeMax) return { records: [], problems: [{ pointer: "", message: "This file is larger than 64 MiB." }] };
  if (/\.ya?ml$/i.test(name)) return dockerServer(name, path.join(path.dirname(name), "tools.json"), options);
  const context = { from: path.basename(name), at: mtime.toISOString(), name: options.name ?? path.basename(name).replace(/\.json$/i, "") };
  return jsonFile(name, context, options);
}

async function jsonFile(name: string, context: ImportContext, { stdin }: SourceOptions): Promise<ReadDocument> {
  const { text } = await readSource(name, stdin, documentBytesMax);
  try {
    return readCatalogueDocument(JSON.parse(text.replace(/^\ufeff/, "")), context);
  } catch (error) {
    return {
      records: [],
      problems: [{ pointer: "", message: `This is not JSON: ${(error as Error).message.split("\n")[0]?.slice(0, 200)}` }],
    };
  }
}

async function dockerServer(manifest: string, toolsFile: string, { stdin }: SourceOptions): Promise<ReadDocument> {
  const { size, mtime } = await stat(manifest);
  if (size > 1024 * 1024) return { records: [], problems: [{ pointer: "", message: "This file is larger than 1 MiB." }] };
  const { text } = await readSource(manifest, stdin);
  const document = parseDocument(text, { uniqueKeys: false });
  const [error] = document.errors;
  if (error) return { records: [], problems: [{ pointer: placeOf(error), message: `This is not YAML: ${error.message.split("\n")[0]}` }] };
  const facts = await lstat(toolsFile).catch(() => undefined);
  const tools =
    facts?.isFile() && facts.size <= fileSizeMax
      ? await readSource(toolsFile, stdin).then(
          (source) => JSON.parse(source.text) as unknown,
          () => undefined,
        )
      : undefined;
  let server: unknown;
  try {
    server = document.toJS({ maxAliasCount: 100 });
  } catch {
    return { records: [], problems: [{ pointer: "", message: "Its YAML repeats itself too often, or refers to what is not there." }] };
  }
  return readDockerServer(server, tools, { from: "Docker MCP catalogue", at: mtime.toISOString() });
}

const placeOf = ({ linePos }: { linePos?: readonly { line: number; col: number }[] }): string =>
  linePos?.[0] ? `${linePos[0].line}:${linePos[0].col}` : "";
