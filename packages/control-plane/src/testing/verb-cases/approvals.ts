import type { Context } from "../../caller.ts";
import { type Held, holdCall, newHolding } from "../held-call.ts";
import { nothing, type VerbCase, type World } from "../world.ts";

const holdings = new WeakMap<Context, Promise<Held>>();
/** One place per owner; the calls are nobody's, so that the owner may decide too. */
const held = async (owner: Context, world: World) => {
  const holding = holdings.get(owner) ?? newHolding(owner, world);
  holdings.set(owner, holding);
  return holdCall(owner, world.here, await holding, { ownerId: null });
};

/** Of held calls. */
export const approvalsCases: readonly VerbCase[] = [
  { name: "listApprovals", capability: "read", names: [], input: nothing },
  { name: "countApprovals", capability: "read", names: [], input: nothing },
  { name: "approvalSuggestions", capability: "read", names: [], input: nothing },
  { name: "getApproval", capability: "read", names: ["id"], input: async (o, w) => ({ id: (await held(o, w)).id }) },
  {
    name: "voteApproval",
    capability: "decideApprovals",
    action: "approval.approve",
    names: ["id"],
    input: async (o, w) => ({ ...(await held(o, w)), vote: "approve", note: "I have looked at it." }),
  },
  {
    name: "editApproval",
    capability: "decideApprovals",
    action: "approval.edit",
    names: ["id"],
    input: async (o, w) => ({ ...(await held(o, w)), arguments: '{"host":"web-2"}' }),
  },
];
