import type { AttackPattern } from "./pattern.ts";

/** Attacks on who is acting for whom, and with which secret. */
export const attacksOnIdentity: readonly AttackPattern[] = [
  {
    slug: "confused-deputy",
    name: "Confused deputy",
    summary: "A server acts with rights of its own for somebody who does not have them.",
    how: [
      "An MCP server often holds one powerful credential and serves many people with it. If it looks things up by their number alone, it answers questions about things that the asker was never allowed to see.",
      "Nobody has to break in. An agent that guesses or repeats a number is enough.",
    ],
    case: {
      text: "In June 2025 Asana took its MCP server offline for almost two weeks: a flaw could show data of one organization to users of another. About a thousand customers were told.",
      source: "https://www.upguard.com/blog/asana-discloses-data-exposure-bug-in-mcp-server",
      publisher: "UpGuard",
      date: "2025-06",
    },
    exposes: ["read", "write", "execute"],
    why: {
      read: "The server answers with its own rights, not with those of whoever asks.",
      write: "A record can be changed that the asker could not even have opened.",
      execute: "What is set off runs with the server’s rights.",
    },
    defence: [
      "Each agent has a grant of its own and every call is decided for that grant. The rule ties the argument that names the tenant to one value; a call for any other never reaches the server.",
    ],
    policy: {
      version: "1",
      default: "deny",
      tools: {
        get_project: {
          require: [
            {
              conditions: [{ path: "args.workspace_id", op: "eq", value: "ws_own" }],
              on_deny: "Only the workspace ws_own may be read.",
            },
          ],
        },
      },
    },
    demonstration: {
      name: "an agent asks for another organization’s workspace",
      tools: [
        {
          name: "get_project",
          category: "read",
          inputSchema: { type: "object", properties: { workspace_id: { type: "string" }, project_id: { type: "string" } } },
        },
      ],
      call: { tool: "get_project", arguments: { workspace_id: "ws_other", project_id: "4711" } },
      expect: { effect: "deny", reason: "require_failed", rule: "/tools/get_project/require/0" },
    },
  },
  {
    slug: "token-misredemption",
    name: "Token mis-redemption",
    summary: "A token that was issued for one service is taken by another that should have refused it.",
    how: [
      "A token says whom it is for. A service that does not check this accepts tokens made for somebody else: whoever can get any token has got all of them.",
      "MCP servers invite it when they take the client’s token as an argument or pass it on to the service behind them; the specification forbids that for this reason.",
    ],
    case: {
      text: "Not an MCP server, but the flaw in its purest form: in 2025 Dirk-jan Mollema found that an old Microsoft interface accepted internal tokens requested in one tenant for users of every other one (CVE-2025-55241).",
      source: "https://dirkjanm.io/obtaining-global-admin-in-every-entra-id-tenant-with-actor-tokens/",
      publisher: "Dirk-jan Mollema",
      date: "2025-09",
    },
    exposes: ["read", "write", "execute", "financial"],
    why: {
      read: "A token that opens one mailbox may open the next.",
      write: "With another’s token the change is written in another’s name.",
      execute: "Sessions opened with the wrong token run with the wrong rights.",
      financial: "A payment made with another’s token comes out of another’s account.",
    },
    defence: [
      "A grant’s token is good for this gateway and is never sent on; the server’s credential is added behind it, sealed until then. No token has to pass through a model.",
      "The rule refuses calls that carry a token in their arguments all the same.",
    ],
    policy: {
      version: "1",
      default: "deny",
      tools: {
        list_mail: {
          deny_if: [
            {
              conditions: [{ path: "args.access_token", op: "exists", value: true }],
              on_deny: "Do not pass tokens in arguments; the gateway adds the credential.",
            },
          ],
        },
      },
    },
    demonstration: {
      name: "a token from elsewhere is passed as an argument",
      tools: [
        {
          name: "list_mail",
          category: "read",
          inputSchema: { type: "object", properties: { folder: { type: "string" }, access_token: { type: "string" } } },
        },
      ],
      call: { tool: "list_mail", arguments: { folder: "inbox", access_token: "a token for another service" } },
      expect: { effect: "deny", reason: "deny_if_matched", rule: "/tools/list_mail/deny_if/0" },
    },
  },
  {
    slug: "credential-leak-in-errors",
    name: "Credential leak in errors and logs",
    summary: "A secret stands in an error message or a log, and a tool reads it to the model.",
    how: [
      "Programs print what they were doing when they failed: the connection string, the header, the whole environment. For a person at the console that is help; through a tool it is a secret in the model’s context.",
      "From there it can be repeated in an answer, a commit or the arguments of the next call.",
    ],
    case: {
      text: "In March 2025 a changed version of the action tj-actions/changed-files printed the secrets of build jobs into their logs (CVE-2025-30066). Whoever could read the logs, an agent with a log tool included, could read the secrets.",
      source: "https://nvd.nist.gov/vuln/detail/CVE-2025-30066",
      publisher: "NVD",
      date: "2025-03",
    },
    exposes: ["read", "execute"],
    why: {
      read: "Logs and error texts are read as data, and secrets in them come along.",
      execute: "A failing command tells in its output what it was called with.",
    },
    defence: [
      "Tools that hand out raw logs or environments are hidden from agents: they are not listed, and a call is answered as if they did not exist. Refusals of the gateway itself never repeat a credential, nor the server’s own error text.",
    ],
    policy: { version: "1", default: "deny", hide: ["*_logs", "get_env*"], tools: { "@read": {} } },
    demonstration: {
      name: "an agent asks for the raw log of a build",
      tools: [
        { name: "get_job_logs", category: "read" },
        { name: "get_job_status", category: "read" },
      ],
      call: { tool: "get_job_logs", arguments: {} },
      expect: { effect: "deny", reason: "hidden", rule: "/hide/0", visible: false },
    },
  },
  {
    slug: "hostile-server",
    name: "Hostile server",
    summary: "A remote server attacks the client that connects to it, by the addresses and metadata it answers with.",
    how: [
      "Before the first tool is listed, a client follows what the server says: where to log in, where to register, what to open. A client that hands such an address to the operating system runs what the server wrote there.",
      "The same happens later, when a tool is told to open an address that came out of another answer.",
    ],
    case: {
      text: "mcp-remote up to version 0.1.15 passed the login address of a server to the system’s opener, so that a hostile server could run commands on the user’s machine (CVE-2025-6514).",
      source: "https://jfrog.com/blog/2025-6514-critical-mcp-remote-rce-vulnerability/",
      publisher: "JFrog",
      date: "2025-07",
    },
    exposes: ["execute", "read"],
    why: {
      read: "A tool that fetches addresses fetches the ones that it is given.",
      execute: "A tool that opens or runs what it is given does so on somebody’s machine.",
    },
    defence: [
      "Clients speak to the gateway alone, and it is the gateway that dials the server, through one guard of addresses. Nothing that a server says about logging in reaches the client.",
      "For tools that open addresses the rule names the scheme and the hosts.",
    ],
    policy: {
      version: "1",
      default: "deny",
      tools: {
        open_page: {
          require: [
            {
              conditions: [
                { path: "args.url", op: "starts_with", value: "https://" },
                { path: "args.url", op: "host_in", value: ["docs.example.com"] },
              ],
              on_deny: "Only pages of docs.example.com may be opened.",
            },
          ],
        },
      },
    },
    demonstration: {
      name: "an address that is a command",
      tools: [{ name: "open_page", category: "execute", inputSchema: { type: "object", properties: { url: { type: "string" } } } }],
      call: { tool: "open_page", arguments: { url: "a:$(calc.exe)?response_type=code" } },
      expect: { effect: "deny", reason: "require_failed", rule: "/tools/open_page/require/0" },
    },
  },
];
