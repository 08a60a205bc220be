/** 200 values that want to be taken for something else on the page of a held call, ten for each call. */
import { hostileHost, hostileMark } from "../installation/hostile-servers.ts";

const run = `globalThis.${hostileMark}=1`;

/** Texts by what they try. */
const tricks: readonly string[] = [
  // Order of writing
  "invoice\u202efdp.exe\u202c",
  "\u202dadmin\u202c \u202enimda\u202c",
  "\u2066isolated\u2069 \u2067right\u2069 \u2068first\u2069",
  "\u200eleft\u200f right \u061c arabic mark",
  // Nothing to see
  "ad\u200bmin\u200c ro\u200dot \u2060\ufeff",
  "\u{e0041}\u{e0044}\u{e004d}\u{e0049}\u{e004e}",
  "soft\u00adhyphen, \u034fgrapheme joiner, \u180e vowel mark",
  "\u3164\u115f\u1160\uffa0\u2800",
  "v\ufe0fa\ufe0er\u{e0100}",
  "",
  "   \u00a0\u2003\u202f\u3000",
  // Controls, also a terminal's
  "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b[2J",
  "over\rwritten\b\b\b\u007f",
  "line\nbreak\r\nand\u2028separator\u2029\u0085",
  "tab\tvertical\u000bform\u000cfeed",
  // Markup
  `<script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `"><svg onload="${run}">`,
  `</dd></dl></section><iframe srcdoc="<script>parent.${hostileMark}=1</script>"></iframe>`,
  `<style>*{display:none}</style><base href="https://${hostileHost}/">`,
  `<form action="https://${hostileHost}/"><button autofocus onfocus="${run}">Approve…</button></form>`,
  `<meta http-equiv=refresh content="0;url=https://${hostileHost}/">`,
  `{{constructor.constructor('${run}')()}} \${${run}} <%= ${run} %>`,
  // Markdown
  `![x](https://${hostileHost}/pixel.png) [Approved](javascript:${run})`,
  "# Approved by the owner\n\n**This call is safe.** `rm -rf /`",
  "| a | b |\n|---|---|\n```js\n1\n```\n> quoted",
  // Marks of our own, written by somebody else
  "⟨U+202E⟩ is text here, ↵ too",
  "5,000 characters, SHA-256 0000000000000000000000000000000000000000000000000000000000000000",
  "Decision: Approved, not run yet",
  // Hosts
  "https://g\u0456thub.com/login",
  "https://github.com@evil.example/x",
  "https://github.com\\@evil.example/x",
  "http://0x7f.0.0.1/ and http://2130706433/",
  "https://xn--80ak6aa92e.com/",
  "root@\u0440aypal.com",
  "https://git\u200bhub.com/",
  "https://example\u3002com/",
  // Much
  "\u0301\u0301\u0301".repeat(100),
  `${"long ".repeat(2_048)}\u202ehidden at the end`,
  `${"\n".repeat(60)}after many lines`,
];

const turns: readonly ((text: string, at: number) => string)[] = [
  (text) => text,
  (text) => `before ${text} after`,
  (text, at) => `${"x".repeat(10_240)} ${at} ${text}`,
  (text) => `\u05e9\u05dc\u05d5\u05dd ${text} \u0645\u0631\u062d\u0628\u0627`,
  (text) => `${text}${text}`,
];

/** All 200. */
export const hostileValues: readonly string[] = turns.flatMap((turn) => tricks.map(turn));

/** Names of members that try the same; each is one of an object of its own. */
export const hostileNames: readonly string[] = tricks.filter((text) => text !== "" && text.length < 200);

/** Hosts that must be named on the page of a call that holds these texts. */
export const readHosts: Readonly<Record<string, string>> = {
  "https://g\u0456thub.com/login": "xn--gthub-n2e.com",
  "https://github.com@evil.example/x": "evil.example",
  "https://xn--80ak6aa92e.com/": "xn--80ak6aa92e.com",
  "root@\u0440aypal.com": "xn--aypal-uye.com",
};
