import type { Capability } from "@portcullis/control-plane";
import type { Outputs } from "../../trpc/outputs.ts";

type Progress = Outputs["organization"]["progress"];

export interface Step {
  title: string;
  /** What it is for, while it is still to do. */
  why: string;
  action: { label: string; path: string };
  /** Who may do it. */
  needs: Capability;
  done: boolean;
  /** What is there now, once done, and where. */
  result: string;
  place: { label: string; path: string };
}

/**
 * The way from an empty organization to the first governed call. The first step that is not done is the next one. `draft`: a policy that
 * is written and not published yet, which wants to be finished, not to be made anew.
 */
export function stepsOf({ servers, policies, grants, calls }: Progress, draft?: { id: string; name: string }): Step[] {
  return [
    {
      title: "Register an MCP server",
      why: "Give its URL. Portcullis connects, lists the tools it offers, and from then on stands in front of it.",
      action: { label: "Register server", path: "/servers/new" },
      needs: "manageServers",
      done: servers > 0,
      result: counted(servers, "server", "servers"),
      place: { label: "Open servers", path: "/servers" },
    },
    {
      ...(draft
        ? {
            title: "Publish your draft",
            why: `“${draft.name}” is written and decides nothing yet. Look it over, try calls in its simulator, and publish it.`,
            action: { label: "Open draft", path: `/policies/${draft.id}` },
          }
        : {
            title: "Publish a policy",
            why: "Say which tools agents may call, and how often. Anything no policy allows is refused.",
            action: { label: "Create policy", path: "/policies/new" },
          }),
      needs: "managePolicies",
      done: policies > 0,
      result: counted(policies, "published policy", "published policies"),
      place: { label: "Open policies", path: "/policies" },
    },
    {
      title: "Create a grant",
      why: "A token for one agent, person or job. It opens the servers you choose, each under one policy.",
      action: { label: "Create grant", path: "/grants/new" },
      needs: "manageGrants",
      done: grants > 0,
      result: counted(grants, "grant", "grants"),
      place: { label: "Open grants", path: "/grants" },
    },
    {
      title: "Connect an agent",
      why: "Paste the gateway URL and the token into your MCP client. This page notices the first call by itself.",
      action: { label: "Connect a client", path: "/connect" },
      needs: "read",
      done: calls,
      result: "Calls are arriving",
      place: { label: "Open activity", path: "/activity" },
    },
  ];
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
