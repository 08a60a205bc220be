/** What the Connect page knows about one MCP client. The forms are made for one target by that client's own file in `clients/`. */
export type ClientBlock = {
  id: string;
  name: string;
  /** Where the client's requests come from: `cloud` hosts can only reach a public https gateway. */
  trafficFrom: "device" | "cloud";
  /** How the client can show who it is today. `sign-in` clients cannot send a header that holds a grant token. */
  access: "token" | "sign-in";
  /** The environment variable its forms read; absent when the client asks for the token itself or cannot take one. */
  variable?: "PORTCULLIS_TOKEN" | "PORTCULLIS_AUTH";
  forms: (target: Target) => Form[];
  notes: string[];
  /** When this block was last held against the client. `measured`: run against an MCP server; `vendor`: read in the vendor's documentation. */
  checked: { how: "measured" | "vendor"; version?: string; date: string };
};

/** One gateway route. `name` is the key of the entry in the client (`[a-z0-9-]`), `url` the exact route URL. */
export type Target = { name: string; url: string };

export type Form =
  | { kind: "file"; title: string; path: string; language: "json" | "toml"; text: string; literal?: true; note?: string }
  | { kind: "command"; title: string; posix: string; powershell: string | null; note?: string }
  | { kind: "link"; label: string; href: string; note: string }
  | { kind: "steps"; title: string; steps: string[] };

/** Stands where a client can only hold the token itself. Never replaced by the page: the person pastes the token in their own editor. */
export const LITERAL_PLACEHOLDER = "PASTE_THE_TOKEN_HERE";
