import type { ResponseMessage } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { mayAsk } from "./server-requests.ts";

/**
 * May this answer of a client go to the server? It is judged as the kind of question that it answers, by its shape, since the question may
 * have passed through another replica. An empty result answers a ping, which is open; an error answers any kind; a result of no known
 * shape needs all of them.
 */
export function mayAnswer(x: Exchange, { result }: ResponseMessage): boolean {
  if (result === undefined) return KINDS.some(({ method }) => mayAsk(x, method));
  const { members } = result;
  if ([...members.keys()].every((name) => name === "_meta")) return true;
  const fitting = KINDS.filter(({ member }) => members.has(member));
  return (fitting.length > 0 ? fitting : KINDS).every(({ method }) => mayAsk(x, method));
}

/** `member`: what only an answer to this question has. */
const KINDS: readonly { readonly method: string; readonly member: string }[] = [
  { method: "roots/list", member: "roots" },
  { method: "elicitation/create", member: "action" },
  { method: "sampling/createMessage", member: "model" },
];
