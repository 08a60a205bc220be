/** The hosts whose configurations are known; `other` is read as well, by its shape. */
export type ClientKind =
  | "claude-code"
  | "claude-desktop"
  | "cursor"
  | "vscode"
  | "codex"
  | "gemini"
  | "windsurf"
  | "zed"
  | "opencode"
  | "other";

/** A package that a server is started from: where it is published, and its name there. */
export type ServerPackage = { registry: "npm" | "pypi" | "oci"; name: string; version?: string };

/** Where a secret may stand in a configuration. Its value is never kept. */
export type SecretPlace = {
  kind: "environment" | "header" | "argument" | "url";
  /** The variable, header, option or part of the URL. */
  name: string;
  /** Does the value itself stand there, and not the name of a variable? */
  literal: boolean;
};

/** Line and column of a text, both from 1. */
export type TextPlace = { line: number; column: number };

/** A server as a client is told to reach it, without any secret. */
export type ConfiguredServer = TextPlace & {
  name: string;
  transport: "stdio" | "http";
  /** Without credentials, query and fragment; parts that look like secrets are `…`. */
  url?: string;
  /** The program's name, without its folder. */
  command?: string;
  package?: ServerPackage;
  /** Reached through a bridge from stdio to a URL, such as `mcp-remote`. */
  bridged: boolean;
  disabled: boolean;
  /** Does it name a token of this product's grants? */
  usesGrant: boolean;
  secrets: SecretPlace[];
};

/** `unreadable`: a part of the text, or all of it, could not be read; `doubtful`: it could, and should still be looked at. */
export type ConfigurationProblem = TextPlace & { kind: "unreadable" | "doubtful"; message: string };

export type ParsedConfiguration = { client: ClientKind; servers: ConfiguredServer[]; problems: ConfigurationProblem[] };

export const configurationLimits = { sizeMax: 5 * 1024 * 1024, serversMax: 1_000, nestingMax: 200, nameMax: 200 } as const;

/** How a client is called in sentences. */
export const clientNames: Readonly<Record<ClientKind, string>> = {
  "claude-code": "Claude Code",
  "claude-desktop": "Claude Desktop",
  cursor: "Cursor",
  vscode: "VS Code",
  codex: "Codex",
  gemini: "Gemini CLI",
  windsurf: "Windsurf",
  zed: "Zed",
  opencode: "opencode",
  other: "another client",
};
