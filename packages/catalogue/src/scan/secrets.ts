import { configurationLimits, type SecretPlace } from "./configuration.ts";

/** What a configuration of this product's own holds: the variable that the connect page names, or a token. */
export const grantMark = /\bPORTCULLIS_(?:TOKEN|AUTH)\b|\bpcg_[A-Za-z0-9]/;

const secretName =
  /token|secret|passw|pwd|api[-_]?key|access[-_]?key|private[-_]?key|(?:^|[-_.])key$|auth|credential|cookie|dsn|connection[-_]?string|database[-_]?url|session/i;
/** Beginnings and shapes of well-known credentials. */
const secretValue =
  /\b(?:sk|pk|rk)[-_](?:live|test|ant|proj|or)[-_]?[\w-]{8,}|\bsk-[\w-]{16,}|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{12,}|\bxox[abprs]-[\w-]{8,}|\bA(?:KIA|SIA)[A-Z0-9]{12,}|\bAIza[\w-]{20,}|\bntn_\w{16,}|\bpcg_\w{8,}|-----BEGIN [A-Z ]*PRIVATE KEY/;
/** What stands for a value that is elsewhere, or for one still to be filled in. */
const placeholder =
  /^(?:(?:Bearer|Basic|token)\s+(?!\s))?(?:\$\{?[^}]*\}?|\{(?:env|file):[^}]*\}|%\w+%|<[^>]*>|\[[^\]]*\]|x{3,}|\*{3,}|\.{3,}|…|your[-_ ].*)$/i;
const isPlaceholder = (value: string): boolean =>
  placeholder.test(value) || (/placeholder|changeme|redacted/i.test(value) && /^.*$/.test(value));

const withPassword = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*:[^\s/?#@]+@/i;

export const isSecretValue = (value: string): boolean => secretValue.test(value) || withPassword.test(value) || holdsToken(value);

/** A JSON Web Token. Each run of its letters is read once, however many beginnings are in it. */
const holdsToken = (value: string): boolean =>
  [...value.matchAll(/(?<![\w-])[\w-]+(?=\.[\w-]{6})/g)].some(([run]) => /\beyJ[\w-]{10}/.test(run));

/** Variables or headers that hold a secret, or its name. */
export const pairSecrets = (kind: "environment" | "header", pairs: readonly { name: string; value: string }[]): SecretPlace[] =>
  pairs.flatMap(({ name, value }) => {
    if (!secretName.test(name) && !isSecretValue(value)) return [];
    return [{ kind, name: cut(name), literal: value.trim() !== "" && !isPlaceholder(value.trim()) }];
  });

/** Options such as `--api-key=…`, `--token …`, `--header 'Authorization: …'`, and bare values that look like secrets. */
export function argumentSecrets(args: readonly string[]): SecretPlace[] {
  const found: SecretPlace[] = [];
  for (const [index, arg] of args.entries()) {
    const [, option, inline] = /^(--?[\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const before = args[index - 1] ?? "";
    const header = /^([\w-]+)\s*:\s*(.*)$/s.exec(inline ?? arg);
    const isHeader = /^(?:--header|-H)$/.test(inline === undefined ? before : (option ?? ""));
    if (isHeader && header) {
      const [pair] = pairSecrets("header", [{ name: header[1] as string, value: header[2] as string }]);
      if (pair) found.push(pair);
    } else if (option !== undefined && inline !== undefined) {
      if (secretName.test(option) || isSecretValue(inline))
        found.push({ kind: "argument", name: cut(option), literal: !isPlaceholder(inline) });
    } else if (option === undefined && /^--?[\w-]+$/.test(before) && secretName.test(before)) {
      found.push({ kind: "argument", name: cut(before), literal: !isPlaceholder(arg) });
    } else if (isSecretValue(arg)) found.push({ kind: "argument", name: `argument ${index + 1}`, literal: true });
  }
  return found;
}

/** Credentials before the host, in the query, or as a part of the path. */
export function urlSecrets(text: string): SecretPlace[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return [];
  const found: SecretPlace[] = [];
  if (url.password !== "" || url.username !== "") found.push({ kind: "url", name: "credentials before the host", literal: true });
  for (const [name, value] of url.searchParams)
    if (secretName.test(name) || isSecretValue(value))
      found.push({ kind: "url", name: `query ${cut(name)}`, literal: !isPlaceholder(value) });
  if (url.pathname.split("/").some(looksSecret)) found.push({ kind: "url", name: "a part of the path", literal: true });
  return found;
}

/** The URL as it may be shown. What is no URL shows nothing of itself. */
export function safeUrl(text: string): string {
  if (!URL.canParse(text)) return /[${}]/.test(text) ? "(from a variable)" : "(not a URL)";
  const { protocol, host, pathname } = new URL(text);
  const path = pathname.split("/").map((part) => (looksSecret(part) ? "…" : part));
  return `${protocol}//${host}${path.join("/")}`.slice(0, 500);
}

/** Long and mixed: made by a machine, not by a person. */
const looksSecret = (part: string): boolean =>
  isSecretValue(part) || (part.length >= 20 && /\d/.test(part) && /[a-z]/i.test(part) && !/^[a-z]+(?:[-.][a-z0-9]+)+$/.test(part));

const cut = (name: string): string => name.slice(0, configurationLimits.nameMax);
