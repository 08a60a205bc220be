import { type Category, rankOf, revealHidden, riskOf, warningsOf } from "@portcullis/catalogue";
import type { Prisma, Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { classifyTools, toolDefinition } from "../server/classify-tools.ts";
import { overridesOf } from "../server/overrides.ts";
import { differencesOf } from "./differences.ts";
import { lookAlikesOf } from "./look-alikes.ts";
import type { ReviewedTool, ToolsReview } from "./review.ts";
import { effortMax } from "./text-parts.ts";

type Tool = Prisma.ToolModel;
type Pin = Prisma.ToolPinModel;

/** The review of one server. @param says what the server calls itself: it helps to understand its tools */
export async function reviewedTools(
  tx: Tx,
  { caller }: Pick<Context, "caller">,
  { says, ...server }: ToolsReview["server"] & { says: string | undefined },
): Promise<ToolsReview> {
  const where = { organizationId: caller.organizationId, serverId: server.id };
  const tools = await tx.tool.findMany({ where, orderBy: [{ position: "asc" }, { name: "asc" }] });
  const pins = await tx.toolPin.findMany({ where });
  const poll = await tx.toolPoll.findFirst({ where, select: { listedAt: true, failure: true, isUnreadable: true } });
  const overrides = await overridesOf(tx, caller, server.id);
  const classified = classifyTools(tools, says);
  const lookAlikes = await lookAlikesOf(tx, caller, server.id);
  const byName = new Map(pins.map((pin) => [pin.name, pin]));
  const waiting = tools.filter((tool) => !isEqual(byName.get(tool.name)?.digest, tool.digest));
  const effort = { left: effortMax };
  const reviewed = waiting.map((tool): ReviewedTool => {
    const pin = byName.get(tool.name);
    const override = overrides.get(tool.name) ?? null;
    const after = override?.category ?? (classified.get(tool.name)?.category as Category);
    const before = (pin?.category ?? null) as Category | null;
    return {
      ...faceOf(tool),
      state: isEqual(pin?.refusedDigest, tool.digest) ? "refused" : pin?.digest ? "changed" : "new",
      ...historyOf(pin),
      category: { before, after, risk: riskOf(after), isRaised: before !== null && rankOf(after) > rankOf(before), override },
      differences: differencesOf(pin?.definition ?? null, tool.definition, effort),
      warnings: warningsOf(toolDefinition(tool.name, tool.definition)),
      lookAlikes: lookAlikes(tool.name),
    };
  });
  const here = new Set(tools.map(({ name }) => name));
  return {
    server,
    tools: reviewed.sort(byConcern),
    removed: pins.flatMap(({ name, acceptedAt, acceptedByName }) =>
      acceptedAt && !here.has(name) ? [{ name, acceptedAt, acceptedBy: acceptedByName ?? "" }] : [],
    ),
    accepted: tools.length - waiting.length,
    polledAt: poll?.listedAt ?? null,
    failure: poll?.failure ?? null,
    isUnreadable: poll?.isUnreadable ?? false,
  };
}

function faceOf(tool: Tool): Pick<ReviewedTool, "name" | "shownName" | "digest" | "definition" | "title" | "description" | "seenAt"> {
  const { title, description } = toolDefinition(tool.name, tool.definition) as { title?: unknown; description?: unknown };
  return {
    name: tool.name,
    shownName: revealHidden(tool.name),
    digest: hex(tool.digest),
    definition: tool.definition,
    ...(typeof title === "string" && { title: revealHidden(title) }),
    ...(typeof description === "string" && { description: revealHidden(description) }),
    seenAt: tool.changedAt,
  };
}

function historyOf(pin: Pin | undefined): Pick<ReviewedTool, "accepted" | "refused"> {
  const { digest, definition, acceptedAt, acceptedByName, refusedDigest, refusedAt, refusedByName } = pin ?? {};
  return {
    accepted: digest && definition && acceptedAt ? { digest: hex(digest), definition, at: acceptedAt, by: acceptedByName ?? "" } : null,
    refused: refusedDigest && refusedAt ? { digest: hex(refusedDigest), at: refusedAt, by: refusedByName ?? "" } : null,
  };
}

/** What is decided already comes last; then by risk, by what warns, and as the server lists them. */
const byConcern = (one: ReviewedTool, other: ReviewedTool): number =>
  Number(one.state === "refused") - Number(other.state === "refused") ||
  rankOf(other.category.after) - rankOf(one.category.after) ||
  concernOf(other) - concernOf(one);
const concernOf = ({ warnings, lookAlikes, category, state }: ReviewedTool) =>
  warnings.length + lookAlikes.length + (category.isRaised ? 10 : 0) + (state === "changed" ? 1 : 0);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const isEqual = (one: Uint8Array | null | undefined, other: Uint8Array) => !!one && Buffer.compare(one, other) === 0;
