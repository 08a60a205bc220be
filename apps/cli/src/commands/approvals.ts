import { revealHidden } from "@portcullis/catalogue";
import { type Console, type ExitCode, exit, paint } from "../console.ts";
import type { RemoteEnv } from "../env.ts";
import { readArguments } from "../input/read-arguments.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { openRemote, type Remote } from "../remote/client.ts";
import { told } from "../remote/told.ts";

const kinds = { decided: "flag", server: "text", tool: "text", json: "flag" } as const;
type Options = ReturnType<typeof readArguments<typeof kinds>>["options"];

/** `approvals [list|show ID]`: calls that wait for people, and what became of others. Deciding is for people who sign in. */
export async function approvals(args: string[], env: RemoteEnv, io: Console): Promise<ExitCode> {
  const { options, files } = readArguments("approvals", args, kinds, { names: "list, or show and one ID", min: 0, max: 2 });
  const [verb = "list", id] = files;
  if (verb === "list" && id === undefined) return told(io, () => list(openRemote(env), options, io));
  const isFiltered = options.decided || options.server !== undefined || options.tool !== undefined;
  if (verb === "show" && id !== undefined && !isFiltered) return told(io, () => show(openRemote(env), id, options, io));
  throw new UnusableInput("approvals takes list, or show and one ID (and then only --json). See: portcullis help approvals");
}

async function list(remote: Remote, { decided, server, tool, json }: Options, io: Console): Promise<ExitCode> {
  const items: Approval[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && items.length < itemsMax) {
    const query = new URLSearchParams({
      state: decided ? "decided" : "pending",
      limit: "200",
      ...(server !== undefined && { serverSlug: server }),
      ...(tool !== undefined && { tool }),
      ...(cursor !== undefined && { cursor }),
    });
    const page: Page = await remote.get<Page>(`/approvals?${query}`);
    items.push(...page.items);
    cursor = page.next;
  }
  if (json) io.out(`${JSON.stringify(items, null, 2)}\n`);
  else if (items.length === 0) io.error(decided ? "No call was ever held." : "No call waits for approval.");
  else io.out(items.map((one) => lineOf(one, io)).join(""));
  if (cursor) io.error(`There are more; these are the first ${items.length}.`);
  return exit.done;
}

async function show(remote: Remote, id: string, { json }: Options, io: Console): Promise<ExitCode> {
  const approval = await remote.get<Detail>(`/approvals/${encodeURIComponent(id)}`);
  io.out(json ? `${JSON.stringify(approval, null, 2)}\n` : pageOf(approval, io));
  return exit.done;
}

type Page = { items: Approval[]; next: string | null };
type Approval = {
  id: string;
  at: string;
  expiresAt: string;
  state: string;
  grantLabel: string;
  ownerName: string | null;
  serverSlug: string;
  method: string;
  tool: string | null;
  category: string;
  risk: string;
  policyName: string | null;
  policyVersion: number | null;
  rule: string;
  message: string;
  approvers: string[];
  minApprovals: number;
  approvals: number;
  uses: number;
  usesAllowed: number;
  usableUntil: string | null;
};
type Detail = Approval & {
  call: { isKept: boolean; digestMatches: boolean; callDigest: string; params: string; arguments: string | null; unknownFields: string[] };
  votes: { userName: string; role: string; vote: string; at: string; note: string | null; isVoid: boolean }[];
  runs: { attemptId: string; at: string; outcome: string | null }[];
  end: { kind: string; at: string; reason: string; byName: string | null; successor: string | null } | null;
  policyIsCurrent: boolean | null;
};

/** One line each: id, state, until when, what, for whom. Other people's words are shown with every character that cannot be seen. */
const lineOf = (one: Approval, io: Console): string => {
  const { id, state, expiresAt, grantLabel, serverSlug, risk, approvals: given, minApprovals } = one;
  const until = state === "pending" ? `until ${expiresAt}, ${given} of ${minApprovals}` : `asked ${one.at}`;
  return `${id}  ${paint(io, colorOf(state), state)}  ${until}  ${serverSlug}: ${seen(nameOf(one))} (${risk})  ${seen(grantLabel)}\n`;
};

function pageOf(one: Detail, io: Console): string {
  const { call, votes, runs, end } = one;
  const said = (label: string, text: string | null) => (text === null || text === "" ? [] : [`${label.padEnd(10)} ${seen(text)}`]);
  const lines = [
    `${paint(io, "bold", `${one.serverSlug}: ${seen(nameOf(one))}`)}  ${paint(io, colorOf(one.state), one.state)}`,
    ...said("id", one.id),
    ...said("asked", `${one.at}, decided until ${one.expiresAt}`),
    ...said("grant", one.ownerName === null ? one.grantLabel : `${one.grantLabel} (of ${one.ownerName})`),
    ...said("risk", `${one.risk} (${one.category})`),
    ...said("rule", `${one.rule} of ${one.policyName ?? "a policy that is gone"}, version ${one.policyVersion ?? "?"}`),
    ...said("", one.policyIsCurrent === false ? "another version is live: the call is checked against that one before it runs" : null),
    ...said("message", one.message),
    ...said("approvals", `${one.approvals} of ${one.minApprovals}, by ${one.approvers.join(", ")}`),
    ...said("runs", one.usableUntil && `${one.uses} of ${one.usesAllowed}, until ${one.usableUntil}`),
    ...said("digest", call.digestMatches || !call.isKept ? call.callDigest : "what is stored is not what was asked for: nobody can decide"),
    ...said("arguments", call.arguments ?? (call.digestMatches ? call.params : call.isKept ? null : "no longer kept")),
    ...said("unknown", call.unknownFields.join(", ")),
    ...votes.flatMap(({ userName, role, vote, at, note, isVoid }) =>
      said(
        vote === "approve" ? "approved" : "refused",
        `${at} ${userName} (${role})${isVoid ? ", no longer counts" : ""}${note ? `: ${note}` : ""}`,
      ),
    ),
    ...runs.flatMap(({ at, attemptId, outcome }) => said("ran", `${at} ${attemptId} ${outcome ?? ""}`.trimEnd())),
    ...(end ? said(end.kind, [end.at, end.byName, end.reason, end.successor && `→ ${end.successor}`].filter(Boolean).join(" ")) : []),
  ];
  return `${lines.join("\n")}\n`;
}

const nameOf = ({ tool, method }: Approval): string => tool ?? method;
const seen = (text: string): string => revealHidden(text);
const colorOf = (state: string) => (["approved", "used"].includes(state) ? "green" : state === "refused" ? "red" : "yellow");
const itemsMax = 10_000;
