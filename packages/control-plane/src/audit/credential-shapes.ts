/** Does a text hold something that looks like a credential, whatever it is called? */
export function holdsCredential(text: string): boolean {
  if (shapes.some((shape) => shape.test(text)) || holdsToken(text)) return true;
  return text.length <= 512 && /^\S+$/.test(text) && looksRandom(text);
}

const shapes: readonly RegExp[] = [
  // Of well-known issuers, by their fixed beginnings.
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/,
  /\bgh[opsur]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{22,}/,
  /\bgl(?:pat|dt|ptt|rt|soat|cbt|ft)-[A-Za-z0-9_-]{16,}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /\bxapp-\d-[A-Za-z0-9-]{10,}/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\bya29\.[A-Za-z0-9_-]{20,}/,
  /\b(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{10,}/,
  /\bwhsec_[A-Za-z0-9+/=]{16,}/,
  /\bsk-(?:ant-|proj-|or-|svcacct-)?[A-Za-z0-9_-]{20,}/,
  /\b(?:npm|hf|pul|dp\.pt|nfp|figd|ntn|lin_api|lin_oauth|shpat|shpss|shpca|glsa|glc|rnd|fly|vercel|pscale_tkn|pscale_pw|sbp|tskey|dckr_pat|dop_v1|doo_v1|ATATT3x|ATCTT3x|EAAC|pypi-AgEI|sq0atp-|sq0csp-|SG\.|secret_|key-|rubygems_|hvs\.|hvb\.|s\.)_?-?[A-Za-z0-9_.=-]{20,}/,
  /\bpc[gk]_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{20,}/,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{30,}/,
  /\b\d{8,10}:[A-Za-z0-9_-]{35}\b/,
  /hooks\.slack\.com\/services\/\S+/,
  /discord(?:app)?\.com\/api\/webhooks\/\d+\/\S+/,
  /\boutlook\.office\.com\/webhook\/\S+/,
  // By their form.
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY-----/,
  /-----BEGIN PGP PRIVATE KEY BLOCK-----/,
  /PuTTY-User-Key-File-\d/,
  /\$(?:2[abxy]?|5|6|y|apr1|argon2(?:id|i|d)|scrypt|pbkdf2[a-z0-9-]*)\$[A-Za-z0-9./$=,+-]{16,}/,
  /\b(?:bearer|basic|negotiate|digest)\s+[A-Za-z0-9+/_.~=-]{12,}/i,
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,256}:[^\s/@]{2,256}@/i,
  /[?&#;](?:access_token|auth|token|key|api_?key|sig|signature|secret|client_secret|password|pwd|code|x-amz-signature|sv)=[^\s&#]{6,}/i,
  /(?:^|[\s"'{,;(])(?:[A-Za-z0-9_-]{0,64}(?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|access[_-]?token|token))["']?\s*[:=]\s*["']?[^\s"',;]{4,}/i,
  /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[A-Za-z0-9+/=%]{12,}/i,
  /(?:^|\s)(?:-p|--password|--token|--secret|-u \S+:)[= ]?\S{4,}/,
];

/** A JSON Web Token. Each run of its letters is read once, however many beginnings are in it. */
const holdsToken = (text: string): boolean =>
  [...text.matchAll(/(?<![\w-])[\w-]+(?=\.eyJ[\w-]{8,}\.)/g)].some(([run]) => /\beyJ[\w-]{8}/.test(run));

/**
 * One word of letters and digits without a pattern, as a key is. Ids and digests are no secrets, and written in hexadecimal with their known
 * lengths; what is not that, and has all three kinds of characters in an order nobody would type, is taken for a key.
 */
function looksRandom(text: string): boolean {
  if (text.length < 20 || !/^[A-Za-z0-9+/_=.~-]+$/.test(text)) return false;
  if (/^[0-9a-f-]+$/i.test(text) || /^\d[\d.T:Z+-]*$/.test(text) || /^(?:\/|\.{0,2}\/|[A-Za-z]:\\)/.test(text)) return false;
  if (!(/[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text))) return false;
  // Words with separators are names and paths: some piece must itself be long and without a pattern.
  const piece = text.split(/[/_.=~-]+/).reduce((longest, part) => (part.length > longest.length ? part : longest), "");
  return piece.length >= 16 && entropyOf(piece) >= 3.5 && changesOf(piece) / piece.length > 0.3;
}

/** Bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}

/** How often the kind of character changes: words in camel case change seldom, keys all the time. */
function changesOf(text: string): number {
  const kinds = [...text].map((character) => (/\d/.test(character) ? 0 : /[a-z]/.test(character) ? 1 : 2));
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
}
