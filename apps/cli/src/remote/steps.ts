import { isDeepStrictEqual } from "node:util";
import { parsePolicy } from "@portcullis/policy";
import { type Console, paint } from "../console.ts";
import { differenceLines } from "../documents/difference-lines.ts";
import type { JsonDocument } from "../documents/json-document.ts";
import { namedTools } from "../documents/named-tools.ts";
import type { RemoteEnv } from "../env.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import type { Remote } from "./client.ts";
import { canonical, type Folder, type GrantFile, type PolicyFile, type ServerFile } from "./folder.ts";
import { grantFileOf, type RemotePolicy, type RemoteServer, type State } from "./state.ts";

/** One thing to do. `lines` say what it changes, the first of them what it is. */
export type Step = {
  lines: string[];
  policy?: { server: string; document: JsonDocument };
  run: (remote: Remote, made: Made) => Promise<void>;
};

/** What earlier steps made: policies by server and name, and tokens, which are shown once. */
export type Made = { policyIds: Map<string, string>; tokens: { label: string; token: string }[] };

export const policyKey = (server: string, name: string) => JSON.stringify([server, name]);

/** What is to be done so that the installation is as the folder says, in order. @throws UnusableInput for what cannot be brought about */
export function stepsFor(io: Console, folder: Folder, state: State, { variables }: Pick<RemoteEnv, "variables">): Step[] {
  requireReferences(folder, state);
  return [
    ...folder.servers.flatMap((server) =>
      serverSteps(
        server,
        state.servers.find(({ slug }) => slug === server.slug),
        variables,
      ),
    ),
    ...folder.policies.flatMap((policy) => policySteps(io, policy, state)),
    ...folder.grants.flatMap((grant) => grantSteps(grant, state)),
  ];
}

function requireReferences({ servers, policies, grants }: Folder, state: State): void {
  const slugs = new Set([...servers, ...state.servers].map(({ slug }) => slug));
  const names = new Set([...policies, ...state.policies].map(({ server, name }) => policyKey(server, name)));
  const noServer = (slug: string) => `There is no server "${slug}" in the folder or the installation.`;
  const problems = [
    ...policies.flatMap(({ server, document }) => (slugs.has(server) ? [] : [`${document.name}: ${noServer(server)}`])),
    ...grants.flatMap(({ label, access }) =>
      access.flatMap(({ server, policy, shadow }) => {
        if (!slugs.has(server)) return [`grants.json: ${label}: ${noServer(server)}`];
        return [policy, shadow].flatMap((name) =>
          name == null || names.has(policyKey(server, name))
            ? []
            : [`grants.json: ${label}: There is no policy "${name}" for the server "${server}".`],
        );
      }),
    ),
  ];
  if (problems.length > 0) throw new UnusableInput(...problems);
}

function serverSteps(wanted: ServerFile, known: RemoteServer | undefined, variables: RemoteEnv["variables"]): Step[] {
  const { slug, name, url, headers = {}, settings, enabled } = wanted;
  const put = (part: string, body: object) => (remote: Remote) => remote.send<void>("PUT", `/servers/${slug}/${part}`, body);
  if (!known) {
    const list = Object.entries(headers).map(([header, value]) => ({ name: header, value: filledIn(value, variables) }));
    return [
      {
        lines: [`+ server ${slug}: ${url}`],
        run: async (remote) => {
          await remote.send("POST", "/servers", { slug, name, url, headers: list });
          if (settings) await put("settings", settings)(remote);
          if (enabled === false) await put("enabled", { enabled })(remote);
        },
      },
    ];
  }
  if (known.url !== url)
    throw new UnusableInput(
      `The server ${slug} is registered at ${known.url}, not at ${url}. Another address is another server: delete it first, or give this one another slug.`,
    );
  const renamed = {
    lines: [`~ server ${slug}: name ${known.name} → ${name}`],
    run: async (remote: Remote) => remote.send<void>("PATCH", `/servers/${slug}`, { name }),
  };
  const changed = settings
    ? Object.keys({ ...known.settings, ...settings }).filter((one) => !isDeepStrictEqual(known.settings[one], settings[one]))
    : [];
  return [
    ...(known.name === name ? [] : [renamed]),
    ...(changed.length === 0
      ? []
      : [
          {
            lines: [
              `~ server ${slug}: settings`,
              ...changed.map((one) => `  ~ ${one}: ${JSON.stringify(known.settings[one])} → ${JSON.stringify(settings?.[one])}`),
            ],
            run: put("settings", settings ?? {}),
          },
        ]),
    ...(enabled === undefined || known.enabled === enabled
      ? []
      : [{ lines: [`~ server ${slug}: ${enabled ? "on" : "off"}`], run: put("enabled", { enabled }) }]),
  ];
}

/** `${NAME}` by the environment's variable: credentials have no place in a file. */
const filledIn = (value: string, variables: RemoteEnv["variables"]): string =>
  value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const found = variables[name];
    if (!found) throw new UnusableInput(`servers.json names the variable ${name}, which is not set.`);
    return found;
  });

function policySteps(io: Console, { server, name, document }: PolicyFile, state: State): Step[] {
  const known = state.policies.find((policy) => policy.server === server && policy.name === name);
  const text = canonical(document.text);
  const live = known?.document ?? null;
  if (live !== null && canonicalOf(live) === text) return [];
  const tools = state.servers.find(({ slug }) => slug === server)?.tools;
  const lines =
    live === null
      ? [`+ policy ${server}/${name}`]
      : [`~ policy ${server}/${name}`, ...meaningOf(io, live, text, tools).map((line) => `  ${line}`)];
  return [{ lines, policy: { server, document }, run: (remote, made) => publish(remote, made, { server, name, text, known }) }];
}

function meaningOf(io: Console, live: string, text: string, tools: RemoteServer["tools"] | undefined): string[] {
  const [before, after] = [parsePolicy(live), parsePolicy(text)];
  if (!before.ok || !after.ok) return [];
  // What policies mean for a tool is said of those too that nobody has accepted yet.
  const asIfAccepted = tools?.map((tool) => ({ ...tool, accepted: true }));
  const lines = differenceLines(io, before.policy, after.policy, asIfAccepted ?? namedTools([before.policy, after.policy]));
  return lines.length === 0 ? [paint(io, "yellow", "(other words, the same meaning)")] : lines;
}

type Publishing = { server: string; name: string; text: string; known: RemotePolicy | undefined };

async function publish(remote: Remote, made: Made, { server, name, text, known }: Publishing): Promise<void> {
  const id = known?.id ?? (await remote.send<{ id: string }>("POST", "/policies", { serverSlug: server, name })).id;
  made.policyIds.set(policyKey(server, name), id);
  // With the revision, nobody's publish in the meantime is undone; a person's draft stays, which takes leaving it out.
  const draftRevision = known && known.draft === null ? { draftRevision: known.draftRevision } : {};
  await remote.send("POST", `/policies/${id}/publish`, { document: text, note: "portcullis push", ...draftRevision });
}

function grantSteps(wanted: GrantFile, { grants }: State): Step[] {
  const known = grants.find(({ label }) => label === wanted.label);
  const { label, tags, expiresAt } = wanted;
  const file = {
    ...wanted,
    access: [...wanted.access].sort((a, b) => (a.server < b.server ? -1 : 1)),
    tags: [...tags].sort((a, b) => a.localeCompare(b)),
  };
  const access = (made: Made) =>
    file.access.map(({ server, policy, shadow }) => ({
      serverSlug: server,
      policyId: idOf(made, server, policy),
      ...(shadow === undefined ? {} : { shadowPolicyId: idOf(made, server, shadow) }),
    }));
  if (!known)
    return [
      {
        lines: [`+ grant ${label}: ${reach(file)}`],
        run: async (remote, made) => {
          const { token } = await remote.send<{ token: string }>("POST", "/grants", {
            label,
            tags: file.tags,
            expiresAt,
            access: access(made),
          });
          made.tokens.push({ label, token });
        },
      },
    ];
  if (known.revokedAt !== null) throw new UnusableInput(`grants.json: The grant ${label} is revoked. Choose another label.`);
  const stored = grantFileOf(known);
  const sameFacts = isDeepStrictEqual(stored.tags, file.tags) && time(stored.expiresAt) === time(expiresAt);
  // A shadow that the file does not speak of stays.
  const named = {
    ...stored,
    access: stored.access.map((row) => ({
      ...row,
      shadow: file.access.find(({ server }) => server === row.server)?.shadow === undefined ? undefined : (row.shadow ?? null),
    })),
  };
  return [
    ...(sameFacts
      ? []
      : [
          {
            lines: [`~ grant ${label}: tags [${file.tags.join(", ")}], ends ${expiresAt ?? "never"}`],
            run: async (remote: Remote) => void (await remote.send("PUT", `/grants/${known.id}`, { label, tags: file.tags, expiresAt })),
          },
        ]),
    ...(reach(named) === reach(file)
      ? []
      : [
          {
            lines: [`~ grant ${label}: ${reach(named)} → ${reach(file)}`],
            run: async (remote: Remote, made: Made) =>
              void (await remote.send("PUT", `/grants/${known.id}/access`, { access: access(made) })),
          },
        ]),
  ];
}

const reach = ({ access }: Pick<GrantFile, "access">): string =>
  access
    .map(
      ({ server, policy, shadow }) => `${server} (${policy ?? "no policy"}${shadow === undefined ? "" : `, shadow ${shadow ?? "none"}`})`,
    )
    .join(", ");

const time = (text: string | null) => (text === null ? null : Date.parse(text));

function idOf({ policyIds }: Made, server: string, name: string | null | undefined): string | null {
  return name == null ? null : (policyIds.get(policyKey(server, name)) ?? null);
}

/** A stored text in canonical form; what is no JSON any more is taken as it is. */
function canonicalOf(text: string): string {
  try {
    return canonical(text);
  } catch {
    return text;
  }
}
