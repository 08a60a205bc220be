import { type Context, listPolicies, listPolicyVersions } from "@portcullis/control-plane";
import { modeOf } from "../../features/policies/policy.ts";

/** Ids of the policies whose live version decides and records but blocks nothing. The list of policies carries no documents. */
export async function observingPolicies(tenant: Context): Promise<string[]> {
  const published = (await listPolicies(tenant)).filter(({ liveVersion }) => liveVersion !== null);
  const modes = await Promise.all(
    published.map(async ({ id }) => {
      const [live] = await listPolicyVersions(tenant, { id, limit: 1 });
      return { id, mode: modeOf(live?.document ?? null) };
    }),
  );
  return modes.filter(({ mode }) => mode === "observe").map(({ id }) => id);
}
