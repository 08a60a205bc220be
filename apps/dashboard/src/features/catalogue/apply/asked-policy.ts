import { readServerPage, readToolPage } from "../public/read.ts";

/** A policy of the catalogue that somebody wants in their organization. */
export type AskedPolicy = { serverName: string; policyName: string; policyText: string; effect: string; isSample: boolean };
type Query = { server?: string | string[]; tool?: string | string[] };

/** Which policy an address asks for; null for one that is not in the catalogue. */
export async function askedPolicy({ server, tool }: Query): Promise<AskedPolicy | null> {
  if (typeof server !== "string") return null;
  const page = typeof tool === "string" ? await readToolPage(server, tool) : await readServerPage(server);
  if (!page) return null;
  const { policyText, effect } = page.content.control;
  const serverName = "tool" in page ? page.tool.server.name : page.server.name;
  return {
    serverName: lineOf(serverName, 100),
    policyName: lineOf("tool" in page ? `${page.tool.name} from the catalogue` : "Recommended by the catalogue", 100),
    policyText,
    effect,
    // The sample server that an installation may run answers as this one does.
    isSample: server === "zabbix",
  };
}

/** A stranger's name as a name here may be: one line, nothing invisible in it, not too long. */
const lineOf = (text: string, lengthMax: number) =>
  text
    .replace(/[\p{Cc}\p{Cs}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, lengthMax) || "Server";
