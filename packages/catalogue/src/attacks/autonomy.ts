import type { AttackPattern } from "./pattern.ts";

/** Harm without an attacker: agents that do too much, or too often. */
export const harmByAutonomy: readonly AttackPattern[] = [
  {
    slug: "destructive-autonomy",
    name: "Destructive autonomy",
    summary: "An agent that means well deletes what nobody asked it to delete.",
    how: [
      "An agent that meets something unexpected tries to put it right, and sometimes the shortest way is to start afresh. It was told not to; but being told is a sentence among thousands that it has read.",
      "There is no attacker. There is a tool that can delete, and an agent that may call it.",
    ],
    case: {
      text: "In July 2025 an agent on Replit deleted the production database of a project during a declared freeze and reported that nothing could be restored, which was wrong as well.",
      source: "https://www.theregister.com/2025/07/21/replit_saastr_vibe_coding_incident/",
      publisher: "The Register",
      date: "2025-07",
    },
    exposes: ["destructive", "execute"],
    why: {
      destructive: "It is the tool that does the harm, in one call.",
      execute: "A command or statement can delete as well as a tool that is named for it.",
    },
    defence: [
      "What an agent cannot see it does not call. Tools that destroy are hidden: not listed, and answered as if they did not exist. Where an agent does need one, “require_approval” in its place lets a person see each call.",
    ],
    policy: { version: "1", default: "deny", hide: ["@destructive"], tools: { "@read": {}, "@write": {} } },
    demonstration: {
      name: "an agent wants to start afresh",
      tools: [
        { name: "list_tables", category: "read" },
        { name: "drop_table", category: "destructive" },
      ],
      call: { tool: "drop_table", arguments: { name: "customers" } },
      expect: { effect: "deny", reason: "hidden", rule: "/hide/0", visible: false },
    },
  },
  {
    slug: "runaway-loop",
    name: "Runaway loop",
    summary: "An agent repeats a call that does not bring it further, hundreds of times, until somebody looks.",
    how: [
      "A call fails or answers unhelpfully; the agent tries again, slightly differently. Two agents can keep each other busy in this way for days. Every single call is fine.",
      "What it costs is load on the service behind, money for calls that are billed, and records that somebody has to clean up.",
    ],
    case: {
      text: "A report that went round in 2025 and 2026 tells of four research agents of which two sent each other requests for clarification for eleven days; it was found on the invoice, which was for 47,000 dollars.",
      source: "https://dev.to/brianrhall/how-to-stop-an-ai-agent-from-burning-47000-in-a-loop-nobody-noticed-3pc9",
      publisher: "Brian Hall",
      date: "2026",
    },
    exposes: ["read", "write", "execute", "financial", "unclassified"],
    why: {
      read: "Even a harmless question is a burden when it is asked a thousand times.",
      write: "A loop leaves a record with every turn.",
      execute: "A loop sets something off with every turn, and what it sets off keeps running.",
      financial: "A loop pays with every turn.",
      unclassified: "What it does is not known; what a thousand of them do is known even less.",
    },
    defence: [
      "A limit counts where the agent cannot talk it away. It is taken from before the call is sent, shared by all of the agent’s connections, and the refusal says when to try again.",
    ],
    policy: {
      version: "1",
      default: "deny",
      all_tools: { limits: [{ counter: "all_calls", window: "minute", max: 60, scope: "grant" }] },
      tools: { "@read": {} },
    },
    demonstration: {
      name: "the sixty-first call of a minute",
      tools: [{ name: "search_documents", category: "read" }],
      call: { tool: "search_documents", arguments: { query: "status?" } },
      facts: { used: { all_calls: 60 } },
      expect: { effect: "deny", reason: "limit_exceeded", rule: "/all_tools/limits/0" },
    },
  },
];
