/** Next calls this once, before the server's first request. */
export async function register() {
  // Written out, because Next puts a constant here when it builds: the other runtime must not even bundle what Node has.
  if (process.env.NEXT_RUNTIME === "nodejs") (await import("./auth/peer.ts")).notePeers();
}
