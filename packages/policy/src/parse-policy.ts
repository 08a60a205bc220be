import { checkDocument } from "./document/check.ts";
import { readShape } from "./document/shape.ts";
import { rememberOrder } from "./document-order.ts";
import { errorFinding, type Finding } from "./finding.ts";
import { type JsonNode, plainValue } from "./json/node.ts";
import { comparableNumber } from "./json/number.ts";
import { parseJson } from "./json/parse.ts";
import { escapeToken } from "./json/pointer.ts";
import { documentBytesMax, type Policy } from "./language.ts";

export type ParsedPolicy = { ok: true; policy: Policy; findings: Finding[] } | { ok: false; findings: Finding[] };

/**
 * Reads a policy from its text. Refused: text over 256 KiB, what is not strict JSON, names that occur twice, numbers that
 * readers could take differently, a shape the language does not have, and documents that contradict themselves. Never throws.
 */
export function parsePolicy(text: string): ParsedPolicy {
  if (utf8Length(text) > documentBytesMax) {
    return { ok: false, findings: [errorFinding("too_large", "", `The document has more than ${documentBytesMax / 1024} KiB.`)] };
  }
  const { node, problems } = parseJson(text);
  const findings = problems.map(({ code, pointer, message }) => errorFinding(code, pointer, message));
  if (node === undefined || findings.length > 0) return { ok: false, findings };
  const numbers = oddNumbers(node, "");
  const shape = readShape(plainValue(node));
  if ("findings" in shape) return { ok: false, findings: [...numbers, ...shape.findings] };
  keepOrder(shape.policy, node);
  const wrong = [...numbers, ...checkDocument(shape.policy)];
  return wrong.some((finding) => finding.severity === "error")
    ? { ok: false, findings: wrong }
    : { ok: true, policy: shape.policy, findings: wrong };
}

const keepOrder = (policy: Policy, node: JsonNode): void => {
  const tools = node.kind === "object" ? node.members.get("tools") : undefined;
  if (policy.tools && tools?.kind === "object") rememberOrder(policy.tools, [...tools.members.keys()]);
};

const oddNumbers = (node: JsonNode, pointer: string): Finding[] => {
  switch (node.kind) {
    case "number": {
      if (!Number.isNaN(comparableNumber(node.text))) return [];
      const message = "Readers could take this number differently: it needs more digits than a double holds, or is beyond 2^53 − 1.";
      return [errorFinding("number_not_comparable", pointer, message)];
    }
    case "object":
      return [...node.members].flatMap(([name, member]) => oddNumbers(member, `${pointer}/${escapeToken(name)}`));
    case "array":
      return node.items.flatMap((item, index) => oddNumbers(item, `${pointer}/${index}`));
    default:
      return [];
  }
};

const utf8Length = (text: string): number => {
  if (text.length > documentBytesMax) return text.length;
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // A surrogate is half of four bytes, so two more than its one unit are counted over both halves.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
};
