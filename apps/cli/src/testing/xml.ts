export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string };

/**
 * Reads XML 1.0 as strictly as a report reader would: one root, tags that match, attributes in double quotes and once each, known
 * entities only, no character that XML does not have. Only what a JUnit report uses; anything else is an error.
 */
export function readXml(xml: string): Element {
  const outside = xml.match(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  if (outside) throw new Error(`a character that XML does not have at ${outside.index}`);
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  const grammar = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let at = 0;
  for (let token = grammar.exec(body); token !== null; token = grammar.exec(body)) {
    at = grammar.lastIndex;
    const [, close, name, attributes = "", empty, text] = token;
    const parent = open.at(-1)!;
    if (text !== undefined) parent.text += unescaped(text);
    else if (close) {
      if (open.length < 2 || parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      open.pop();
    } else {
      const element: Element = { name: name!, attributes: attributesOf(attributes), children: [], text: "" };
      parent.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (at !== body.length) throw new Error(`not XML at ${at}: ${body.slice(at, at + 40)}`);
  if (open.length !== 1 || root.children.length !== 1 || root.text.trim() !== "") throw new Error("one root element is expected");
  return root.children[0]!;
}

const attributesOf = (written: string): Record<string, string> => {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of written.matchAll(/([A-Za-z][\w.-]*)="([^"]*)"/g)) {
    if (name! in attributes) throw new Error(`the attribute ${name} is given twice`);
    attributes[name!] = unescaped(value!);
  }
  return attributes;
};

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(#\d+|\w*);?/g, (whole, name: string) => {
    if (!whole.endsWith(";") || !(name in entities || name.startsWith("#"))) throw new Error(`the entity ${whole}`);
    return entities[name] ?? String.fromCodePoint(Number(name.slice(1)));
  });
