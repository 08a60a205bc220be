/**
 * Does the name of a member say that its value opens something? Judged by words, so that `maxTokens` and `monkey` do not pass for a token or a key.
 */
export function namesCredential(name: string): boolean {
  const words = wordsOf(name);
  const said = words.join(" ");
  if (openly.some((word) => words.includes(word)) || pairs.some((pair) => said.includes(pair))) return !isAbout(words);
  // Alone these open something; beside most other words they are something else.
  return alone.has(said);
}

const openly = [
  ...[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "secrets",
    "token",
    "credential",
    "credentials",
    "authorization",
    "bearer",
  ],
  ...["cookie", "cookies", "apikey", "otp", "totp", "cvv", "cvc", "jwt", "psk", "dsn"],
];
const pairs = [
  ...[
    "api key",
    "access key",
    "private key",
    "secret key",
    "encryption key",
    "signing key",
    "master key",
    "ssh key",
    "auth key",
    "account key",
  ],
  ...[
    "license key",
    "shared key",
    "host key",
    "deploy key",
    "session id",
    "session key",
    "connection string",
    "client assertion",
    "auth header",
  ],
  ...[
    "recovery code",
    "backup code",
    "verification code",
    "security code",
    "mfa code",
    "pin code",
    "seed phrase",
    "mnemonic phrase",
    "webhook url",
  ],
];
const alone = new Set([
  "auth",
  "pass",
  "pin",
  "key pem",
  "pem",
  "mnemonic",
  "creds",
  "connstr",
  "sessionid",
  "privatekey",
  "secretkey",
  "accesskey",
  "pw",
  "user pass",
]);

/** Words that make of a credential's name one about it: its length, its kind, its place in a list of pages. */
const about = new Set([
  ...[
    "count",
    "length",
    "limit",
    "max",
    "min",
    "policy",
    "type",
    "types",
    "name",
    "names",
    "id",
    "ids",
    "ttl",
    "expiry",
    "expires",
    "expiration",
    "age",
  ],
  ...[
    "page",
    "next",
    "continuation",
    "cursor",
    "sync",
    "budget",
    "usage",
    "format",
    "version",
    "url",
    "uri",
    "path",
    "enabled",
    "required",
    "reset",
  ],
  ...[
    "rotation",
    "arn",
    "ref",
    "reference",
    "label",
    "status",
    "scopes",
    "scope",
    "strength",
    "rules",
    "days",
    "hint",
    "at",
    "date",
    "prefix",
  ],
]);
const isAbout = (words: readonly string[]) => words.some((word) => about.has(word)) && !stillOpens.test(words.join(" "));
/** With these the word of above does not soften anything. */
const stillOpens = /session id|webhook url|reset token|reset password|password reset token|id token|sync token secret/;

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1 ")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}
