/** What answers the calls: the in-memory inventory or a real Zabbix. Both speak the methods and shapes of the Zabbix JSON-RPC API. */
export type Backend = {
  /** Shown at /health and at start. */
  name: "inventory" | "zabbix";
  login(): Promise<void>;
  logout(): Promise<void>;
  /** @throws ZabbixError when the method refuses */
  call(method: string, params: Params): Promise<unknown>;
};
/** Delete methods take a list of ids, all others an object. */
export type Params = Record<string, unknown> | readonly string[];

/** A refusal whose message is fit for the caller: no credentials, no session ids. */
export class ZabbixError extends Error {
  override name = "ZabbixError";
}
