import { lint, type ToolFacts } from "@portcullis/policy";
import { ControlPlaneError, type Issue } from "../errors.ts";
import { pointer } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { factsOf } from "../policy/tool-facts.ts";
import { classifyTools } from "../server/classify-tools.ts";
import { type MetServer, meetServer } from "../server/meet.ts";
import { ownerProblems } from "./owner-problems.ts";
import type { Setup } from "./setup.ts";
import type { Stored } from "./stored.ts";

export type Plan = { servers: Map<string, { met: MetServer; headers: Record<string, string> }> };

/**
 * Finds out everything that could be wrong, before anything is written: references, addresses, the servers themselves, and the policies
 * against their live tools.
 * @throws ControlPlaneError invalid, with pointers into the set-up; upstream_… when a server cannot be met
 */
export async function planSetup(cp: ControlPlane, setup: Setup, stored: Stored, { adopt }: { adopt: boolean }): Promise<Plan> {
  const ownership = await ownerProblems(setup, stored, adopt);
  refuse([...ownership, ...referenceProblems(setup, stored), ...addressProblems(cp, setup)]);
  const servers: Plan["servers"] = new Map();
  for (const [index, server] of setup.servers.entries()) {
    const headers = headersFor(server, stored);
    const met = await meetServer(cp, setup.organization.slug, { url: server.url, headers }).catch((error: unknown) => {
      if (!(error instanceof ControlPlaneError)) throw error;
      const { operator, cause } = error;
      const issues = [{ pointer: pointer(["servers", index, "url"]), message: error.message }];
      throw new ControlPlaneError(error.code, error.message, { operator, issues, cause });
    });
    servers.set(server.slug, { met, headers });
  }
  refuse(policyProblems(setup, stored, servers));
  return { servers };
}

/** Are these texts one document? Member order counts, because it does in a policy; white space does not. */
export const sameDocument = (text: string, document: unknown): boolean => JSON.stringify(JSON.parse(text)) === JSON.stringify(document);

const refuse = (issues: Issue[]) => {
  if (issues.length > 0) throw new ControlPlaneError("invalid", "The set-up was not applied: nothing was changed.", { issues });
};

/** Credentials stay with their origin: a new one gets them only when the set-up says so. */
function headersFor({ slug, url, headers }: Setup["servers"][number], { servers }: Stored): Record<string, string> {
  if (headers !== undefined) return headers;
  const known = servers.find((server) => server.slug === slug);
  return known && new URL(known.url).origin === new URL(url).origin ? known.headers : {};
}

function referenceProblems({ servers, policies, grants }: Setup, stored: Stored): Issue[] {
  const issues: Issue[] = [];
  const serverSlugs = new Set([...servers, ...stored.servers].map(({ slug }) => slug));
  const policyKeys = new Set([...policies, ...stored.policies].map(({ server, name }) => JSON.stringify([server, name])));
  const noServer = (path: PropertyKey[], slug: string) =>
    issues.push({ pointer: pointer(path), message: `There is no server "${slug}" here or in the organization.` });
  for (const [index, { server }] of policies.entries()) if (!serverSlugs.has(server)) noServer(["policies", index, "server"], server);
  for (const [index, { label, access }] of grants.entries()) {
    if (stored.grants.some((grant) => grant.label === label && grant.revoked))
      issues.push({ pointer: pointer(["grants", index, "label"]), message: "The grant with this label is revoked. Choose another label." });
    for (const [place, { server, policy }] of access.entries()) {
      const path = ["grants", index, "access", place];
      if (!serverSlugs.has(server)) noServer([...path, "server"], server);
      else if (policy != null && !policyKeys.has(JSON.stringify([server, policy])))
        issues.push({ pointer: pointer([...path, "policy"]), message: `There is no policy "${policy}" for the server "${server}".` });
    }
  }
  return issues;
}

const addressProblems = (cp: ControlPlane, { servers, organization }: Setup): Issue[] =>
  servers.flatMap(({ url }, index) => {
    const verdict = cp.dialer.judgeUrl(url, organization.slug);
    return verdict.ok ? [] : [{ pointer: pointer(["servers", index, "url"]), message: verdict.sentence }];
  });

/** Only what will be published is judged: a tool that went away upstream must not stop a set-up that changes nothing. */
function policyProblems({ policies }: Setup, stored: Stored, met: Plan["servers"]): Issue[] {
  return policies.flatMap(({ server, name, document }, index) => {
    const live = stored.policies.find((policy) => policy.server === server && policy.name === name)?.document;
    if (live != null && sameDocument(live, document)) return [];
    const found = lint(documentText(document), { tools: toolsOf(server, stored, met) });
    return found
      .filter(({ severity }) => severity === "error")
      .map((finding) => ({ pointer: `${pointer(["policies", index, "document"])}${finding.pointer}`, message: finding.message }));
  });
}

/** How a document of a set-up is stored. */
export const documentText = (document: unknown): string => JSON.stringify(document, null, 2);

function toolsOf(slug: string, { servers }: Stored, met: Plan["servers"]): ToolFacts[] {
  const stored = servers.find((server) => server.slug === slug);
  const found = met.get(slug)?.met;
  const classified = found && classifyTools(found.tools, found.serverInfo?.name);
  const tools = found?.tools.map((tool) => ({ ...tool, category: classified?.get(tool.name)?.category ?? "unclassified" }));
  return (tools ?? stored?.tools ?? []).map((tool) =>
    // Whether somebody has accepted them decides no finding that stops a set-up.
    factsOf({ ...tool, category: stored?.overrides.get(tool.name) ?? tool.category, accepted: true }),
  );
}
