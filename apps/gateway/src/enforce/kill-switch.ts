import type { KillSwitch } from "@portcullis/control-plane/gateway";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";
import type { Tenant } from "../tenant/tenants.ts";
import { denied } from "./denial.ts";

/**
 * Refuses what a kill switch stops, before any policy is asked. Who set it and why is told in the dashboard: a client that was stopped for what
 * it did need not learn it. The end of a session passes, for it only closes something.
 */
export function stopped(x: Exchange): Reply | undefined {
  const { route } = x.tenant!;
  if (route.killSwitches.length === 0 || x.request.method === "DELETE") return undefined;
  const tool = x.view?.kind === "tool" ? x.view.name : undefined;
  const found = route.killSwitches.find((one) => one.tool === null || one.tool === tool);
  if (found === undefined) return undefined;
  const message = `${WHAT[found.scope]} stopped by an administrator. Nothing was sent; ask them before you try again.`;
  if (x.message === undefined) return refuse("route_closed", message, { reason: "killed" });
  if (x.requestId === undefined) return { status: 202, effect: "deny", reason: "killed", message };
  return denied(x, { decision: "deny", reason: "killed", rule: "", message });
}

/** Is everything on this server stopped for this grant? Its open streams end then. */
export const isStopped = ({ route }: Tenant): boolean => route.killSwitches.some(({ tool }) => tool === null);

const WHAT: Readonly<Record<KillSwitch["scope"], string>> = {
  installation: "Everything on this gateway is",
  organization: "Everything of this organization is",
  server: "This server is",
  tool: "This tool is",
  grant: "This grant is",
};
