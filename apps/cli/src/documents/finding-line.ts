import type { Finding } from "@portcullis/policy";
import { atPointer, type JsonDocument } from "./json-document.ts";

/** `file:line:column severity code message (pointer)`; `severity` may be painted. */
export const findingLine = (document: JsonDocument, { severity, code, pointer, message }: Finding, shown: string = severity): string =>
  `${atPointer(document, pointer)} ${shown} ${code} ${message} (${pointer || "/"})`;
