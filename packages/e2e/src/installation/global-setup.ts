/** One installation for all journeys; the workers find it by the environment. One that already runs may be named there instead. */
import { connectClient } from "../client/mcp-client.ts";
import { importHostileServers } from "./hostile-servers.ts";
import { removeInstallation, startInstallation } from "./installation.ts";
import { apply, ownedOrganization } from "./setup.ts";

export default async function setup() {
  if (process.env.E2E_INSTALLATION) return;
  const installation = await startInstallation();
  try {
    const { servers, grants } = await apply(installation, ownedOrganization(installation.urls.sample, policy));
    await leaveTraces(servers[0]?.gateway_url ?? "", grants[0]?.token ?? "");
    await importHostileServers(installation);
    process.env.E2E_INSTALLATION = JSON.stringify({ urls: installation.urls });
  } catch (error) {
    await removeInstallation(installation);
    throw error;
  }
  return () => removeInstallation(installation);
}

const policy = { version: "1", default: "allow", tools: { zabbix_host_delete: { action: "deny", reason: "Hosts stay." } } };

/** A page without a row says nothing about how its rows look. */
async function leaveTraces(gatewayUrl: string, token: string) {
  const client = await connectClient(gatewayUrl, token);
  await client.call("zabbix_host_get", { limit: 1 });
  await client.call("zabbix_host_delete", { hostids: ["10084"] });
  await client.close();
}
