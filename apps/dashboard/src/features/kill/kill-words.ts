import type { Outputs } from "../../trpc/outputs.ts";

export type KillSwitch = Outputs["kill"]["list"]["switches"][number];

/** What can be stopped, with the names that people know it by. */
export type StopTarget =
  | { scope: "organization"; name: string }
  | { scope: "server"; serverSlug: string; name: string }
  | { scope: "tool"; serverSlug: string; serverName: string; tool: string }
  | { scope: "grant"; grantId: string; name: string };

/** The target as part of a sentence: "the server Zabbix". */
export function targetWords(target: StopTarget): string {
  switch (target.scope) {
    case "organization":
      return `all of ${target.name}`;
    case "server":
      return `the server ${target.name}`;
    case "tool":
      return `the tool ${target.tool} on ${target.serverName}`;
    case "grant":
      return `the grant ${target.name}`;
  }
}

/** What stops, and what does not. */
export function consequence(target: StopTarget): string {
  switch (target.scope) {
    case "organization":
      return `Every call of every agent of ${target.name} is refused, on all servers and with all grants.`;
    case "server":
      return `Every call to ${target.name} is refused, whichever grant makes it. Other servers go on.`;
    case "tool":
      return `Every call of ${target.tool} on ${target.serverName} is refused, whichever grant makes it. Its other tools go on.`;
    case "grant":
      return `Every call with the tokens of ${target.name} is refused, on all its servers. Other grants go on.`;
  }
}

/** What a standing switch has stopped. */
export function targetOf({ scope, serverSlug, serverName, tool, grantId, grantLabel }: KillSwitch, organization: string): StopTarget {
  const server = { serverSlug: serverSlug ?? "", serverName: serverName ?? "" };
  switch (scope) {
    case "organization":
      return { scope, name: organization };
    case "server":
      return { scope, serverSlug: server.serverSlug, name: server.serverName };
    case "tool":
      return { scope, ...server, tool: tool ?? "" };
    case "grant":
      return { scope, grantId: grantId ?? "", name: grantLabel ?? "" };
  }
}

/** The switch that stands for exactly this target. */
export const switchFor = (switches: readonly KillSwitch[], target: StopTarget): KillSwitch | undefined =>
  switches.find((one) => {
    if (one.scope !== target.scope) return false;
    if (target.scope === "organization") return true;
    if (target.scope === "grant") return one.grantId === target.grantId;
    return one.serverSlug === target.serverSlug && (target.scope === "server" || one.tool === target.tool);
  });

/** As the verb takes it. */
export function asInput(target: StopTarget) {
  switch (target.scope) {
    case "organization":
      return { scope: target.scope };
    case "server":
      return { scope: target.scope, serverSlug: target.serverSlug };
    case "tool":
      return { scope: target.scope, serverSlug: target.serverSlug, tool: target.tool };
    case "grant":
      return { scope: target.scope, grantId: target.grantId };
  }
}

/** Who may stop and release it. */
export const capabilityFor = (scope: StopTarget["scope"]) => (scope === "grant" ? "manageGrants" : "manageServers");
