import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { UnusableInput } from "../input/unusable-input.ts";

/** The files that a command names: a folder stands for every .json file in it and below, in the order of their names. */
export async function caseFiles(named: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(named.map(filesOf));
  return lists.flat();
}

async function filesOf(name: string): Promise<string[]> {
  if (name === "-" || !(await isFolder(name))) return [name];
  const found = await below(name);
  if (found.length === 0) throw new UnusableInput(`There is no .json file in ${name}.`);
  return found;
}

async function below(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith(".") && name !== "node_modules");
  const sorted = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const lists = sorted.map((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? below(full) : entry.name.endsWith(".json") ? [full] : [];
  });
  return (await Promise.all(lists)).flat();
}

// What does not exist is left to the reader of files, who has the sentence for it.
const isFolder = (name: string): Promise<boolean> =>
  stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
