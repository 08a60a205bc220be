// Letters of other scripts that look like a Latin one, as far as NFKC does not fold them: one string of look-alikes for each letter.
const lookAlikes: Readonly<Record<string, string>> = {
  a: "аɑαᗅ⍺ꭺᎪ",
  b: "ЬьƄᏏᖯВвβᏴ",
  c: "сϲⅽᴄⲥС𐐽Ꮯᑕ",
  d: "ԁⅾᏧᑯꓒᗞᎠ",
  e: "еҽ℮ꬲЕΕᎬεє",
  f: "ꞙꬵſẝϝᖴ",
  g: "ɡᶃցԌᏀ",
  h: "һհᏂНΗᎻн",
  i: "іıɩιɪӏІΙⲓꙇᎥ",
  j: "јϳЈᎫյ",
  k: "кκⲕКΚᏦᴋ",
  l: "ⅼᛁוןⵏ|∣Ꮮℓ",
  m: "мⅿМΜᎷᴍ",
  n: "ոռпΝᴎ",
  o: "оοօᴏᴑⲟОΟՕ०০੦๐໐ഠဝσ",
  p: "рρⲣРΡᏢ",
  q: "ԛգզԚ",
  r: "гᴦⲅꭇꭈᎡᏒ",
  s: "ѕꜱƽЅՏᏚ",
  t: "тτᴛТΤᎢ",
  u: "սυᴜцՍᑌ",
  v: "ѵνⅴᴠⴸᏙ",
  w: "ѡԝᴡաᎳшщ",
  x: "хⅹχХΧ᙮×",
  y: "уүγʏỿУΥҮᎩ",
  z: "ᴢΖᏃʐ",
  "-": "‐‑‒–—―−﹘",
  _: "‿⁀﹍﹎﹏ˍ",
  ".": "․‧∙⋅ꓸ",
};
const folded = new Map(Object.entries(lookAlikes).flatMap(([letter, others]) => [...others].map((other) => [other, letter] as const)));

/** The text with letters of other scripts folded to the Latin ones that they look like. Lower case and NFKC come first. */
export const foldConfusables = (text: string): string => {
  // Nearly every text is plain.
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let out = "";
  for (const letter of text) out += folded.get(letter) ?? letter;
  return out;
};
