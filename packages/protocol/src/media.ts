import { type Headers, singleHeader, trimBlanks } from "./headers.ts";

/** Which of the two answer types the caller takes (A4). Missing and any wildcard mean both; 406 only when both are false. */
export function readAccept(headers: Headers): { readonly json: boolean; readonly eventStream: boolean } {
  const values = headers.get("accept");
  if (values === undefined || values.every((value) => trimBlanks(value) === "")) return { json: true, eventStream: true };
  const ranges = values.flatMap((value) => value.split(",")).map(readRange);
  return { json: isAccepted(ranges, "application", "json"), eventStream: isAccepted(ranges, "text", "event-stream") };
}

/** A5: the one Content-Type is `application/json`, its charset absent or UTF-8. */
export function isJsonRequest(headers: Headers): boolean {
  const value = singleHeader(headers, "content-type");
  if (value === undefined) return false;
  const [essence, ...parameters] = value.split(";").map(trimBlanks);
  if (essence!.toLowerCase() !== "application/json") return false;
  return parameters.every((parameter) => {
    const [name, setting = ""] = parameter.split("=", 2).map(trimBlanks);
    return name!.toLowerCase() !== "charset" || /^(utf-8|"utf-8")$/i.test(setting);
  });
}

/** S1: a body is never compressed. */
export function isIdentityEncoded(headers: Headers): boolean {
  return (headers.get("content-encoding") ?? []).every((value) => trimBlanks(value).toLowerCase() === "identity");
}

/** What an upstream's answer is; a body of another type is never relayed (section 6). */
export function answerType(contentType: string | undefined): "json" | "event-stream" | "other" {
  const essence = trimBlanks((contentType ?? "").split(";", 1)[0]!).toLowerCase();
  if (essence === "application/json") return "json";
  return essence === "text/event-stream" ? "event-stream" : "other";
}

interface Range {
  readonly type: string;
  readonly subtype: string;
  readonly refused: boolean;
}

function readRange(range: string): Range {
  const [essence, ...parameters] = range.split(";").map((part) => trimBlanks(part).toLowerCase());
  const [type = "", subtype = ""] = essence!.split("/", 2);
  // RFC 9110: a weight of zero, in any of its spellings, means "not acceptable".
  return { type, subtype, refused: parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)) };
}

/** The most specific range decides. */
function isAccepted(ranges: readonly Range[], type: string, subtype: string): boolean {
  const exact = ranges.filter((range) => range.type === type && range.subtype === subtype);
  const whole = ranges.filter((range) => range.type === type && range.subtype === "*");
  const any = ranges.filter((range) => range.type === "*" && range.subtype === "*");
  const deciding = [exact, whole, any].find((group) => group.length > 0);
  return deciding?.some((range) => !range.refused) ?? false;
}
