import { statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { UnusableInput } from "../../input/unusable-input.ts";

/** A configuration to look at; one that was asked for by name must be there and hold servers, one of the usual places need not. */
export type ConfigurationFile = { file: string; named: boolean };

/** Where clients keep configurations of a project, from its folder. */
const inProject = [
  ".mcp.json",
  ".cursor/mcp.json",
  ".vscode/mcp.json",
  ".vscode/settings.json",
  ".codex/config.toml",
  ".gemini/settings.json",
  ".zed/settings.json",
  ".kiro/settings/mcp.json",
  ".github/mcp.json",
  "opencode.json",
  "opencode.jsonc",
];

/** Where clients keep a person's own, from the home folder; `data` is the folder of application data of the system. */
const inHome = [
  ".claude.json",
  ".claude/settings.json",
  ".cursor/mcp.json",
  ".codex/config.toml",
  ".gemini/settings.json",
  ".codeium/windsurf/mcp_config.json",
  ".config/zed/settings.json",
  ".config/opencode/opencode.json",
  ".config/opencode/opencode.jsonc",
  ".copilot/mcp-config.json",
  ".kiro/settings/mcp.json",
  ".lmstudio/mcp.json",
];
const inData = [
  "Claude/claude_desktop_config.json",
  "Code/User/mcp.json",
  "Code/User/settings.json",
  "Code - Insiders/User/mcp.json",
  "Zed/settings.json",
];

export type Machine = { home: string; platform: NodeJS.Platform; folder: string };

export const thisMachine = (): Machine => ({ home: os.homedir(), platform: process.platform, folder: process.cwd() });

/**
 * The configurations that PATHs name: files as they are, folders as the places in them where clients look. Without a PATH, the current
 * folder and the person's own places, by operating system.
 */
export async function findConfigurations(paths: readonly string[], machine: Machine): Promise<ConfigurationFile[]> {
  if (paths.length === 0) return existing([...usual(machine.folder, inProject), ...personal(machine)]);
  const found: ConfigurationFile[] = [];
  for (const name of paths) {
    if (name === "-") found.push({ file: name, named: true });
    else if (await isFolder(name)) {
      const inside = existing(usual(name, inProject));
      const loose = (await readdir(name))
        .filter((entry) => looseNames.test(entry))
        .map((entry) => ({ file: path.join(name, entry), named: false }));
      found.push(...inside, ...existing(loose).filter(({ file }) => !inside.some((one) => one.file === file)));
    } else found.push({ file: name, named: true });
  }
  return found;
}

const looseNames = /^(?:claude_desktop_config|mcp|mcp_config|mcp-config|cline_mcp_settings)\.json$/;

function personal({ home, platform }: Machine): ConfigurationFile[] {
  const data = { darwin: "Library/Application Support", win32: "AppData/Roaming" }[platform as string] ?? ".config";
  return [...usual(home, inHome), ...usual(path.join(home, data), inData)];
}

const usual = (folder: string, names: readonly string[]): ConfigurationFile[] =>
  names.map((name) => ({ file: path.join(folder, name), named: false }));

const existing = (files: readonly ConfigurationFile[]): ConfigurationFile[] =>
  files.filter(({ file }, index) => isThere(file) && files.findIndex((other) => other.file === file) === index);

/** @throws UnusableInput nobody named it, and it is no file: a pipe in somebody's project would be waited for without end */
function isThere(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw new UnusableInput(`${file} is no file. A client would not read it, and it was not looked at.`);
  return found !== undefined;
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch {
    throw new UnusableInput(`${name} does not exist.`);
  }
}
