/** One operation of a JSON patch (RFC 6902) that repairs a finding. */
export type JsonPatchOperation =
  | { op: "add" | "replace"; path: string; value: unknown }
  | { op: "remove"; path: string }
  | { op: "move"; from: string; path: string };

/** What is wrong or doubtful in a policy document. `pointer` is a JSON pointer into it; errors block publishing. */
export type Finding = { severity: "error" | "warning"; code: string; pointer: string; message: string; fix?: JsonPatchOperation[] };

/** Thrown by `compile` for a document that cannot be compiled. */
export class PolicyError extends Error {
  readonly findings: Finding[];
  constructor(findings: Finding[]) {
    super(findings.map((finding) => `${finding.pointer || "/"}: ${finding.message}`).join("\n"));
    this.name = "PolicyError";
    this.findings = findings;
  }
}

export const errorFinding = (code: string, pointer: string, message: string, fix?: JsonPatchOperation[]): Finding => ({
  severity: "error",
  code,
  pointer,
  message,
  ...(fix ? { fix } : {}),
});

export const warningFinding = (code: string, pointer: string, message: string, fix?: JsonPatchOperation[]): Finding => ({
  ...errorFinding(code, pointer, message, fix),
  severity: "warning",
});
