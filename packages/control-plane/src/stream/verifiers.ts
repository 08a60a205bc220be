/** How a receiver checks what it got, in the languages that the page shows. Tests run them as they stand here. */
export const webhookVerifiers = {
  node: `import { createHmac, timingSafeEqual } from "node:crypto";

/** body: the raw text, before anything parsed it. Throws when it is not from your gateway, or older than 5 minutes. */
export function verify(secret, headers, body, now = Date.now()) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  if (!id || !/^\\d+$/.test(timestamp ?? "")) throw new Error("not a signed delivery");
  if (Math.abs(now / 1000 - Number(timestamp)) > 300) throw new Error("older than 5 minutes, or from the future");
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(\`\${id}.\${timestamp}.\${body}\`).digest();
  const given = (headers["webhook-signature"] ?? "").split(" ").filter((one) => one.startsWith("v1,"));
  const matches = given.some((one) => {
    const signature = Buffer.from(one.slice(3), "base64");
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
  if (!matches) throw new Error("wrong signature");
  return JSON.parse(body); // drop events whose event_id you have already
}
`,
  python: `import base64, hashlib, hmac, json, time

def verify(secret, headers, body, now=None):
    """body: the raw bytes, before anything parsed them. Raises when it is not from your gateway, or older than 5 minutes."""
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs((now or time.time()) - int(timestamp)) > 300:
        raise ValueError("older than 5 minutes, or from the future")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [one[3:] for one in headers["webhook-signature"].split(" ") if one.startswith("v1,")]
    if not any(hmac.compare_digest(one, expected) for one in given):
        raise ValueError("wrong signature")
    return json.loads(body)  # drop events whose event_id you have already
`,
} as const;
