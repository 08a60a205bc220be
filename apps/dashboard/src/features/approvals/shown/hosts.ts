import { domainToASCII, domainToUnicode } from "node:url";
import { nameSkeleton } from "@portcullis/catalogue";
import { seenText } from "./pieces.ts";

/** A host that is not what it looks like. `host`: what computers read (punycode); `why`: a sentence. */
export interface HostNote {
  host: string;
  why: string;
}

/**
 * Hosts in a text that a reader may take for others: letters of other scripts, names before an @, addresses in odd notation, and names that look
 * like a known one.
 * @param known hosts that the reader knows, such as the server's own
 */
export function hostNotes(text: string, known: readonly string[] = []): HostNote[] {
  const notes = new Map<string, string>();
  const note = (host: string, why: string) => {
    if (notes.size < notesMax && !notes.has(host)) notes.set(host, why);
  };
  const looks = known.map((host) => ({ host, skeleton: nameSkeleton(host) }));
  const looksLikeKnown = (host: string) =>
    looks.some(
      (one) =>
        one.host !== host &&
        host.length <= 2 * one.host.length &&
        one.host.length <= 2 * host.length &&
        one.skeleton === nameSkeleton(host),
    );
  for (const [whole, authority = ""] of text.slice(0, readMax).matchAll(address)) noteAddress(whole, authority, note);
  for (const written of namesIn(text.slice(0, readMax))) {
    const host = domainToASCII(written);
    if (host !== "" && host.includes("xn--")) note(host, letters(host));
    else if (looksLikeKnown(host)) note(host, "It looks like this server's own host and is another.");
  }
  return [...notes].map(([host, why]) => ({ host, why }));
}

function noteAddress(whole: string, authority: string, note: (host: string, why: string) => void) {
  const host = hostOf(whole);
  if (host === null) return note(seenText(authority), "It cannot be read as an address.");
  if (authority.includes("@")) note(host, `It leads there: what stands before the @ is a name and password, no host.`);
  else if (authority.includes("\\")) note(host, "A backslash stands in it, which programs read differently.");
  else if (host.includes("xn--")) note(host, letters(host));
  else if (authority.replace(/:\d*$/, "").toLowerCase().replace(/\.$/, "") !== host.replace(/\.$/, ""))
    note(host, "It is written in another way than computers read it.");
}

function hostOf(address: string): string | null {
  // As a web address, whatever its scheme: others keep their host as it is written.
  const web = address.replace(/^[a-z][a-z0-9+.-]*:/i, "https:");
  return URL.canParse(web) ? new URL(web).hostname : null;
}

const letters = (host: string) => `It is written with letters that are not plain Latin: ${seenText(domainToUnicode(host)) || host}.`;

/** Names with a dot, of whatever letters, with what hides among them. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  // Each expression reads a run once: one that asks for the dot within it would read a long one again from each of its letters.
  for (const [run] of text.matchAll(/[\p{L}\p{N}\p{M}\p{Cf}.\u3002\uff0e\uff61-]+/gu)) {
    for (const piece of run.split(/[.\u3002\uff0e\uff61]{2,}/u)) {
      const name = piece.replace(/^[.\u3002\uff0e\uff61]|[.\u3002\uff0e\uff61]$/gu, "");
      if (/[.\u3002\uff0e\uff61]/u.test(name) && name.replace(/\p{Cf}/gu, "").length <= nameMax) names.add(name);
    }
  }
  return names;
}

const address = /\b[a-z][a-z0-9+.-]{0,40}:[\\/]{2}([^\s/?#"'<>]+)[^\s"'<>]*/giu;
/** Characters of a name: 253 at most are one (RFC 1035), and those of planes above count twice here. */
const nameMax = 506;
const notesMax = 10;
const readMax = 200_000;
