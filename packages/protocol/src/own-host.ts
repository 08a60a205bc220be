/**
 * Does a Host header name a listener of ours (protocol.md A3)? Addresses, localhost and the names given do. A page that rebinds a name of its own to
 * our address sends that name; an address cannot be rebound.
 */
export function ownHost(names: readonly string[]): (header: string | undefined) => boolean {
  const own = new Set(["localhost", ...names.map((name) => name.toLowerCase())]);
  return (header = "") => {
    const host = header.toLowerCase().replace(/:\d{1,5}$/, "");
    return own.has(host) || IPV4.test(host) || IPV6.test(host);
  };
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
/** Within brackets nothing but an address stands in an authority (RFC 3986, 3.2.2). */
const IPV6 = /^\[[0-9a-f:.]{2,45}\]$/;
