import type { AttackPattern } from "./pattern.ts";

/** Attacks that come in by what a server says of itself, or by where it came from. */
export const attacksByDefinition: readonly AttackPattern[] = [
  {
    slug: "tool-poisoning",
    name: "Tool poisoning",
    summary: "Instructions hidden in a tool’s description steer the agent as soon as it has read the list of tools.",
    how: [
      "A model reads the description of every tool before it calls any. Whoever writes that description writes into the model’s instructions, and a person who looks at the client’s list sees only the name.",
      "A poisoned description tells the agent to read a key file first and to pass its contents on in an argument that looks harmless. The poisoned tool need not be called at all: its words can misuse the tools of other servers.",
    ],
    case: {
      text: "Invariant Labs published working examples in April 2025: a tool that adds two numbers had a description that made agents read configuration files and SSH keys and send them along in a side argument, out of sight of the user.",
      source: "https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks",
      publisher: "Invariant Labs",
      date: "2025-04",
    },
    exposes: ["read", "write", "execute", "unclassified"],
    why: {
      read: "A tool that reads can be made to fetch what the poisoned words ask for.",
      write: "A tool that writes or sends can carry away what another tool has read.",
      execute: "A tool that sets things off can be made to do so for somebody else.",
      unclassified: "Where a definition does not say what the tool does, hidden words in it stand out least.",
    },
    defence: [
      "Every definition is pinned when the server is registered. Hidden characters are shown, and a definition that nobody has accepted never reaches a model.",
      "The rule below bounds what a misled agent can do: the file tool works inside the project folder and nowhere else, whatever the agent has been told.",
    ],
    policy: {
      version: "1",
      default: "deny",
      tools: {
        read_file: {
          require: [
            {
              conditions: [{ path: "args.path", op: "path_within", value: ["/workspace"] }],
              on_deny: "Only files in /workspace may be read.",
            },
          ],
        },
      },
    },
    demonstration: {
      name: "a poisoned description sends the agent for an SSH key",
      tools: [{ name: "read_file", category: "read", inputSchema: { type: "object", properties: { path: { type: "string" } } } }],
      call: { tool: "read_file", arguments: { path: "/home/dev/.ssh/id_rsa" } },
      expect: { effect: "deny", reason: "require_failed", rule: "/tools/read_file/require/0" },
    },
  },
  {
    slug: "rug-pull",
    name: "Rug pull",
    summary: "A server shows harmless tools until they are trusted, and changes what they are afterwards.",
    how: [
      "Clients ask once whether a tool may be used. What was agreed to is the name; the description and the schema are fetched anew with every session, and may be different ones.",
      "So a server can behave well for weeks, and then give the same tool a new description that speaks to the model, or a wider schema.",
    ],
    case: {
      text: "In April 2025 Invariant Labs showed a server that offered a fact of the day at its first start and, from the second start on, a description of the same tool that redirected the messages of a WhatsApp server running beside it.",
      source: "https://invariantlabs.ai/blog/whatsapp-mcp-exploited",
      publisher: "Invariant Labs",
      date: "2025-04",
    },
    exposes: ["read", "write", "execute", "destructive", "financial", "unclassified"],
    why: {
      read: "Tools that only read are trusted most easily, and looked at least afterwards.",
      write: "A tool that was allowed to write keeps that right when its meaning changes.",
      execute: "The right to set things off outlives the description that it was given for.",
      destructive: "A changed description can make an agent find a reason to delete.",
      financial: "A changed description can name another payee.",
      unclassified: "What was not understood at first is not missed when it changes.",
    },
    defence: [
      "A tool whose description, schema or hints have changed is another tool: it is dropped from the list and refused until a person has read the difference and accepted it. No rule can be forgotten here; the policy need only name the tool.",
    ],
    policy: { version: "1", default: "deny", tools: { get_fact_of_the_day: {} } },
    demonstration: {
      name: "the definition has changed since it was accepted",
      tools: [{ name: "get_fact_of_the_day", category: "read", accepted: false }],
      call: { tool: "get_fact_of_the_day", arguments: {} },
      expect: { effect: "deny", reason: "tool_not_accepted", rule: "", visible: false },
    },
  },
  {
    slug: "typosquatting",
    name: "Typosquatting",
    summary: "A package with a name close to the wanted one brings a server of its own into the client’s configuration.",
    how: [
      "Names of packages are typed by hand, or suggested by an agent that remembers them roughly. Somebody else has registered the name with one letter changed.",
      "The package does what was expected and, beside it, writes a further MCP server into the configuration files of the clients it finds. From then on the agent has tools that nobody chose.",
    ],
    case: {
      text: "In February 2026 Socket described a campaign of at least 19 look-alike npm packages that added a rogue MCP server to the configurations of several coding assistants; its tools carried instructions to collect keys and tokens.",
      source: "https://socket.dev/blog/sandworm-mode-npm-worm-ai-toolchain-poisoning",
      publisher: "Socket",
      date: "2026-02",
    },
    exposes: ["read", "execute", "unclassified"],
    why: {
      read: "Tools with dull names that only seem to look at the project are called without a thought.",
      execute: "A tool of an unknown server runs whatever its author likes.",
      unclassified: "An unknown tool is the one that nobody has an opinion about.",
    },
    defence: [
      "Agents reach servers that are registered here, by address, and no others; “portcullis scan” lists what a client has configured beside them.",
      "On a registered server a tool that appears later is denied until it is named: that is what “default” means.",
    ],
    policy: { version: "1", default: "deny", list: "callable", tools: { search_docs: {} } },
    demonstration: {
      name: "a tool that nobody chose has appeared",
      tools: [
        { name: "search_docs", category: "read" },
        { name: "lint_check", category: "unclassified" },
      ],
      call: { tool: "lint_check", arguments: {} },
      expect: { effect: "deny", reason: "default_deny", rule: "/default", visible: false },
    },
  },
  {
    slug: "compromised-package",
    name: "Compromised package",
    summary: "A server that was honest for many versions does something else from one update on.",
    how: [
      "Most local servers are started by a command that fetches the newest version each time. Whoever can publish that package, its author or a thief of the account, is inside from the next start on.",
      "The tools keep their names and their descriptions. Only what happens behind them changes: every message gets one more recipient, every query is kept.",
    ],
    case: {
      text: "Version 1.0.16 of the npm package postmark-mcp, published in September 2025 by somebody unconnected with Postmark, copied every e-mail that agents sent to an address of its author. The versions before it were clean.",
      source: "https://postmarkapp.com/blog/information-regarding-malicious-postmark-mcp-package",
      publisher: "Postmark",
      date: "2025-09",
    },
    exposes: ["write", "execute", "read"],
    why: {
      read: "What a tool reads passes through the package’s hands.",
      write: "What a tool sends passes through the package’s hands, to the recipient and perhaps to one more.",
      execute: "Code that runs on the server’s machine runs with the server’s secrets.",
    },
    defence: [
      "A gateway sees what goes into a server, not what the server does with it: pin versions and let the process reach nothing but its service. That part no policy can do.",
      "What a policy does is to bound the loss: agents write to addresses of one’s own house, a few times an hour, so that password resets and invoices never take this way.",
    ],
    policy: {
      version: "1",
      default: "deny",
      tools: {
        send_email: {
          require: [
            {
              conditions: [{ path: "args.to", op: "ends_with", value: "@example.com" }],
              on_deny: "Agents may write to addresses at example.com only.",
            },
          ],
          limits: [{ counter: "send_email_rate", window: "hour", max: 20, scope: "grant" }],
        },
      },
    },
    demonstration: {
      name: "a customer’s password reset is about to go through the agent’s mail server",
      tools: [
        {
          name: "send_email",
          category: "write",
          inputSchema: { type: "object", properties: { to: { type: "string" }, subject: { type: "string" }, body: { type: "string" } } },
        },
      ],
      call: { tool: "send_email", arguments: { to: "customer@elsewhere.example", subject: "Reset your password", body: "…" } },
      expect: { effect: "deny", reason: "require_failed", rule: "/tools/send_email/require/0" },
    },
  },
];
