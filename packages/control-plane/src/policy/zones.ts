import type { Tx } from "@portcullis/db";
import { type Policy, parsePolicy } from "@portcullis/policy";
import { ControlPlaneError, type Issue } from "../errors.ts";
import { pointer } from "../input.ts";

/**
 * The database computes the windows of limits, so the zones must be known to it too: its list may be older than the engine's, and a limit in
 * a zone that it does not know would refuse every call (security.md section 7).
 * @throws ControlPlaneError invalid, with pointers into the document
 */
export async function requireKnownZones(tx: Tx, text: string): Promise<void> {
  const parsed = parsePolicy(text);
  const used = parsed.ok ? zonesOf(parsed.policy) : [];
  if (used.length === 0) return;
  const names = [...new Set(used.map(({ zone }) => zone))];
  const unknown = await tx.$queryRaw<{ name: string }[]>`
    SELECT z AS name FROM unnest(${names}::text[]) AS z WHERE lower(z) NOT IN (SELECT lower(name) FROM pg_timezone_names)`;
  const issues: Issue[] = used
    .filter(({ zone }) => unknown.some(({ name }) => name === zone))
    .map(({ path, zone }) => ({
      pointer: pointer(path),
      message: `The database does not know the time zone ${zone}. Choose another name of it.`,
    }));
  if (issues[0]) throw new ControlPlaneError("invalid", `The policy cannot be published: ${issues[0].message}`, { issues });
}

type UsedZone = { path: PropertyKey[]; zone: string };

const zonesOf = ({ all_tools, tools = {} }: Policy): UsedZone[] => [
  ...zonesIn(["all_tools"], all_tools?.limits),
  ...Object.entries(tools).flatMap(([key, { limits }]) => zonesIn(["tools", key], limits)),
];

// UTC needs no list.
const zonesIn = (holder: PropertyKey[], limits: readonly { timezone?: string }[] = []): UsedZone[] =>
  limits.flatMap(({ timezone }, index) =>
    timezone === undefined || timezone === "UTC" ? [] : [{ path: [...holder, "limits", index, "timezone"], zone: timezone }],
  );
