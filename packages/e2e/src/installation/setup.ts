import fs from "node:fs";
import path from "node:path";
import type { Installation } from "./installation.ts";

/** The declarative set-up that `portcullis apply` takes. */
export type Setup = {
  organization: { slug: string; name: string };
  owner: { email: string; password: string };
  servers: { slug: string; name: string; url: string; headers?: Record<string, string>; acceptTools?: boolean }[];
  policies: { server: string; name: string; document: object }[];
  grants: { label: string; access: { server: string; policy: string }[] }[];
};
export type Applied = {
  organization: { slug: string };
  owner: { email: string; state: "created" | "added" | "kept" };
  servers: { slug: string; gateway_url: string; tools: number; waiting: number }[];
  policies: { name: string; version: number }[];
  grants: { label: string; token?: string }[];
};

export const owner = { email: "owner@acme.test", password: "correct horse battery staple" };

/** One organization with the sample server, one policy and one grant. */
export function ownedOrganization(sampleUrl: string, document: object): Setup {
  return {
    organization: { slug: "acme", name: "Acme" },
    owner,
    servers: [{ slug: "zabbix", name: "Zabbix", url: sampleUrl, headers: {}, acceptTools: true }],
    policies: [{ server: "zabbix", name: "operators", document }],
    grants: [{ label: "agent", access: [{ server: "zabbix", policy: "operators" }] }],
  };
}

/** Writes the document to a file and applies it; the caller looks at code and output. */
export function applyFile(installation: Installation, setup: unknown, ...flags: string[]) {
  const file = path.join(installation.home, "setup.json");
  fs.writeFileSync(file, JSON.stringify(setup));
  return installation.portcullis("apply", file, ...flags);
}

/** The same where success is expected. */
export async function apply(installation: Installation, setup: Setup, ...flags: string[]): Promise<Applied> {
  const { code, stdout, stderr } = await applyFile(installation, setup, ...flags);
  if (code !== 0) throw new Error(`apply ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as Applied;
}
