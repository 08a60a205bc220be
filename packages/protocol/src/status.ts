/** The status map of section 6 as data: HTTP status and, where the body is a JSON-RPC error of ours, its code. Nothing else is emitted (I1). */
export interface Status {
  readonly http: number;
  readonly code?: number;
}

export const STATUS = {
  unknown_path: { http: 404 },
  unauthenticated: { http: 401, code: -32600 },
  insufficient_scope: { http: 403, code: 4030 },
  route_closed: { http: 403, code: 4030 },
  unavailable: { http: 503, code: 5030 },
  foreign_origin: { http: 403, code: -32600 },
  not_json: { http: 400, code: -32700 },
  profile_breach: { http: 400, code: -32600 },
  header_mismatch: { http: 400, code: -32020 },
  unserved_version: { http: 400, code: -32022 },
  invalid_params: { http: 400, code: -32602 },
  capability_missing: { http: 400, code: -32021 },
  era_not_served: { http: 400, code: -32600 },
  method_not_found_modern: { http: 404, code: -32601 },
  method_not_found_legacy: { http: 200, code: -32601 },
  unknown_tool: { http: 200, code: -32602 },
  bad_request_state: { http: 200, code: -32602 },
  denied: { http: 200 },
  session_not_found: { http: 404, code: -32001 },
  method_not_allowed: { http: 405, code: -32600 },
  not_acceptable: { http: 406, code: -32600 },
  unsupported_media_type: { http: 415, code: -32600 },
  body_too_large: { http: 413, code: -32600 },
  headers_too_large: { http: 431, code: -32600 },
  request_timeout: { http: 408, code: -32600 },
  too_many_requests: { http: 429, code: 4290 },
  upstream_unreachable: { http: 502, code: -32603 },
  upstream_timeout: { http: 504, code: -32603 },
  internal_error: { http: 500, code: -32603 },
} as const satisfies Readonly<Record<string, Status>>;

export type Situation = keyof typeof STATUS;
