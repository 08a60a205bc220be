export type DialCode =
  | "url_refused"
  | "address_refused"
  | "dns_failed"
  | "connect_failed"
  | "connect_timeout"
  | "tls_failed"
  | "redirects"
  | "too_large"
  | "answer_timeout"
  | "connection_lost";

/**
 * Why an outbound connection or exchange did not come about.
 *
 * `message` is for the person who uses the server and names no address that only this network knows; `operator` has the details.
 * The first six codes mean that not one byte of a request has left.
 */
export class DialError extends Error {
  override name = "DialError";
  readonly code: DialCode;
  readonly operator: string;

  constructor(code: DialCode, message: string, operator: string = message, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.operator = operator;
  }
}
