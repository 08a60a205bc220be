import type { Category, ToolFacts } from "@portcullis/policy";
import { type Remote, RemoteError } from "./client.ts";
import type { FolderTexts, GrantFile } from "./folder.ts";

export type RemoteServer = {
  slug: string;
  name: string;
  url: string;
  enabled: boolean;
  settings: Record<string, unknown>;
  tools: ToolFacts[];
};
export type RemotePolicy = {
  id: string;
  name: string;
  server: string;
  /** The live text; null before the first publish. */
  document: string | null;
  draft: string | null;
  draftRevision: number;
};
export type RemoteGrant = {
  id: string;
  label: string;
  tags: string[];
  expiresAt: string | null;
  revokedAt: string | null;
  access: { serverSlug: string; policyName: string | null; shadowPolicyName: string | null }[];
};
/** What an installation has of what a folder can say. */
export type State = { servers: RemoteServer[]; policies: RemotePolicy[]; grants: RemoteGrant[] };

type List<T> = { items: T[] };

/** Reads it all. @throws RemoteError */
export async function readState(remote: Remote): Promise<State> {
  const servers: RemoteServer[] = [];
  for (const { slug } of (await remote.get<List<{ slug: string }>>("/servers")).items) servers.push(await readServer(remote, slug));
  const policies: RemotePolicy[] = [];
  for (const { id } of (await remote.get<List<{ id: string }>>("/policies")).items) {
    const { server, ...policy } = await remote.get<Omit<RemotePolicy, "server"> & { server: { slug: string } }>(`/policies/${id}`);
    policies.push({ ...policy, server: server.slug });
  }
  return { servers, policies, grants: (await remote.get<List<RemoteGrant>>("/grants")).items };
}

type ServerAnswer = Omit<RemoteServer, "tools"> & { tools: { name: string; category: string; inputSchema: unknown; accepted?: boolean }[] };

async function readServer(remote: Remote, slug: string): Promise<RemoteServer> {
  const server = await remote.get<ServerAnswer>(`/servers/${slug}`);
  if (!Array.isArray(server?.tools))
    throw new RemoteError(200, "unexpected", `The answer about the server ${slug} is not what a Portcullis of this version says.`);
  return {
    ...server,
    // An older installation does not say: there, all of them are.
    tools: server.tools.map(({ name, category, inputSchema, accepted = true }) => ({
      name,
      category: category as Category,
      inputSchema,
      accepted,
    })),
  };
}

/** The state as a folder says it: without ids, tokens, credentials and what is over. */
export function textsOf({ servers, policies, grants }: State): FolderTexts {
  return {
    servers: servers.map(({ slug, name, url, enabled, settings }) => ({ slug, name, url, enabled, settings })),
    policies: policies.flatMap(({ server, name, document }) => (document === null ? [] : [{ server, name, text: document }])),
    grants: grants
      .filter(({ revokedAt }) => revokedAt === null)
      .map(grantFileOf)
      .sort((a, b) => (a.label < b.label ? -1 : 1)),
  };
}

export const grantFileOf = ({ label, tags, expiresAt, access }: RemoteGrant): GrantFile => ({
  label,
  tags,
  expiresAt,
  access: access
    .map(({ serverSlug, policyName, shadowPolicyName }) => ({
      server: serverSlug,
      policy: policyName,
      ...(shadowPolicyName === null ? {} : { shadow: shadowPolicyName }),
    }))
    .sort((a, b) => (a.server < b.server ? -1 : 1)),
});
