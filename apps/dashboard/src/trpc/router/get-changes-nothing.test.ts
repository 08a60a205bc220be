import { randomUUID } from "node:crypto";
import { VoteApprovalInput, voteApproval } from "@portcullis/control-plane";
import type { AnyRouter } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { expect, test } from "vitest";
import { router, tenantProcedure } from "../procedures.ts";
import { approvalsRouter } from "./approvals.ts";

/** What a link in a message, a prefetch or an image can do: a GET, in whatever form. Somebody is signed in; nothing may ask who it is. */
async function reachedByGet(of: AnyRouter): Promise<string[]> {
  const input = { id: randomUUID(), callDigest: "0".repeat(64), vote: "approve", arguments: "{}" };
  const links = ["vote", "edit"].flatMap((name) => [
    `${name}?input=${encodeURIComponent(JSON.stringify(input))}`,
    `${name}?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: input }))}`,
  ]);
  const reached = new Set<string>();
  for (const link of links)
    for (const method of ["GET", "HEAD"]) {
      const session = async () => {
        reached.add(`${method} ${link.split("?")[0]}`);
        return null;
      };
      const req = new Request(`http://x/api/trpc/${link}`, { method });
      const createContext = () => ({ headers: req.headers, session, csrfToken: async () => "own" }) as never;
      const answer = await fetchRequestHandler({ endpoint: "/api/trpc", router: of, req, createContext });
      if (answer.ok && method === "GET") reached.add(`${method} ${link}`);
    }
  return [...reached];
}

test("AP-7: no GET reaches what decides about a call or changes it", async () => {
  expect(await reachedByGet(approvalsRouter)).toEqual([]);
});

test("PB-39 (AP-7): planted: a GET that approves is found", async () => {
  const vote = tenantProcedure.input(VoteApprovalInput).query(({ ctx, input }) => voteApproval(ctx.tenant, input));
  expect(await reachedByGet(router({ vote }))).toContain("GET vote");
});
