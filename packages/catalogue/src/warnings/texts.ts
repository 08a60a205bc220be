/**
 * A text of a definition, by its place; `key` is the last step there. `isKey`: the name of a member. Of a member's name the first 200 characters are in a
 * pointer, with `…` behind them: thousands of texts may stand below one.
 */
export type DefinitionText = { pointer: string; key: string; text: string; isKey: boolean };

/**
 * Every text in a definition, keys among them, in reading order. Never deeper or more than the bounds: what lies beyond is reported by `isCut`, since a
 * person would not read it either.
 */
export function textsOf(definition: unknown): { texts: DefinitionText[]; isCut: boolean } {
  const texts: DefinitionText[] = [];
  const waiting: { value: unknown; pointer: string; key: string; depth: number }[] = [
    { value: definition, pointer: "", key: "", depth: 0 },
  ];
  let nodes = 0;
  let letters = 0;
  let isCut = false;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, pointer, key: own, depth } = next;
    if (++nodes > nodesMax || letters > lettersMax) return { texts, isCut: true };
    if (typeof value === "string") {
      letters += value.length;
      texts.push({ pointer, key: own, text: value, isKey: false });
    } else if (typeof value === "object" && value !== null) {
      if (depth >= depthMax) {
        isCut = true;
        continue;
      }
      const members = Object.entries(value);
      for (const [key, member] of members.reverse())
        waiting.push({ value: member, pointer: `${pointer}/${step(key)}`, key, depth: depth + 1 });
      if (!Array.isArray(value))
        for (const [key] of members.reverse()) {
          letters += key.length;
          texts.push({ pointer: `${pointer}/${step(key)}`, key, text: key, isKey: true });
        }
    }
  }
  return { texts, isCut };
}

const step = (key: string) => escaped(key.length > keyMax ? `${key.slice(0, keyMax)}…` : key);
const escaped = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");
const keyMax = 200;
const nodesMax = 20_000;
const lettersMax = 300_000;
const depthMax = 64;
