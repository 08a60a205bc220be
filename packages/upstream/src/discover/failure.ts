import { DialError } from "../errors.ts";

export type DiscoveryCode =
  | "url_refused"
  | "address_refused"
  | "unreachable"
  | "not_mcp"
  | "redirects"
  | "wants_credentials"
  | "bad_answer"
  | "too_large";

/** Why a server could not be discovered: `message` is one plain sentence for the person who registers it, `operator` has the details. */
export class DiscoveryError extends Error {
  override name = "DiscoveryError";
  readonly code: DiscoveryCode;
  readonly operator: string;

  constructor(code: DiscoveryCode, message: string, operator: string = message, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.operator = operator;
  }
}

/** The discovery's view of a failed exchange; errors that are not the dialer's pass unchanged. */
export function fromDial(error: unknown): unknown {
  if (!(error instanceof DialError)) return error;
  return new DiscoveryError(codes[error.code], error.message, error.operator, { cause: error });
}

const codes: Record<DialError["code"], DiscoveryCode> = {
  url_refused: "url_refused",
  address_refused: "address_refused",
  dns_failed: "unreachable",
  connect_failed: "unreachable",
  connect_timeout: "unreachable",
  tls_failed: "unreachable",
  answer_timeout: "unreachable",
  connection_lost: "unreachable",
  redirects: "redirects",
  too_large: "too_large",
};
