/** What the dashboard's API offers, read from its source: so that no test of the doors can forget one. */
import fs from "node:fs";
import path from "node:path";
import { root } from "../installation/environment.ts";

export type Procedure = {
  /** As in the URL: `grant.issue`. */
  path: string;
  kind: "query" | "mutation";
  door: "public" | "session" | "tenant";
  /** The control plane's verb behind it, and what it asks for, where that is written in one line. */
  capability: string | undefined;
};

const read = (...parts: string[]) => fs.readFileSync(path.join(root, ...parts), "utf8");

/** Every procedure of every router. */
export function procedures(): Procedure[] {
  const folder = "apps/dashboard/src/trpc/router";
  const nouns = new Map(
    [...read(folder, "index.ts").matchAll(/^ {2}(\w+): (\w+Router),/gm)].map(([, noun = "", router = ""]) => [router, noun]),
  );
  const capabilities = capabilityOfVerbs();
  return fs.readdirSync(path.join(root, folder)).flatMap((file) => {
    const text = read(folder, file);
    const noun = nouns.get(/export const (\w+Router) = router/.exec(text)?.[1] ?? "");
    if (noun === undefined) return [];
    const starts = [...text.matchAll(/^ {2}(\w+): (public|session|tenant)Procedure/gm)];
    return starts.map(({ 1: name = "", 2: door, index }, at) => {
      const body = text.slice(index, starts[at + 1]?.index);
      const verb = /(\w+)\(ctx\.tenant/.exec(body)?.[1] ?? "";
      return {
        path: `${noun}.${name}`,
        kind: /\.mutation\(/.test(body) ? ("mutation" as const) : ("query" as const),
        door: door as Procedure["door"],
        capability: capabilities.get(verb),
      };
    });
  });
}

/** Verb → capability, from the tables that the control plane's own matrix test walks. */
function capabilityOfVerbs(): Map<string, string> {
  const folder = "packages/control-plane/src/testing/verb-cases";
  const text = fs
    .readdirSync(path.join(root, folder))
    .map((file) => read(folder, file))
    .join("\n");
  return new Map([...text.matchAll(/name: "(\w+)",\s*capability: "(\w+)"/g)].map(([, verb = "", capability = ""]) => [verb, capability]));
}

/** Capability → roles, as product.md has it and the control plane says it. */
export function rolesOfCapabilities(): Map<string, string[]> {
  const text = read("packages/control-plane/src/capabilities.ts");
  return new Map(
    [...text.matchAll(/^ {2}(\w+): \[([^\]]*)\],/gm)].map(([, capability = "", roles = ""]) => [capability, roles.match(/\w+/g) ?? []]),
  );
}
