import type { ServerRecord } from "@portcullis/catalogue";

/** Numbers that look random and are the same in every run (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const verbs =
  "get list search create update delete add remove send run execute export import sync archive approve assign cancel refund transfer rotate revoke restart describe count validate".split(
    " ",
  );
const nouns =
  "host user issue ticket invoice payment order customer project repository branch commit pipeline deployment cluster node pod volume bucket object table row query index document page block comment message channel thread file folder image video track playlist event calendar contact lead deal campaign report dashboard alert metric trace log secret key token certificate policy rule role group team member organization".split(
    " ",
  );
const products =
  "acme nimbus orbit quartz lattice harbor beacon summit cedar falcon ember tundra delta vertex aurora mosaic prism relay anchor compass".split(
    " ",
  );
const fillers = "the a of for with and by from into its all selected given current optional matching recent shared remote local".split(" ");

/** Servers with tools as registries list them: names of several styles, descriptions of some length, schemas with a few fields. */
export function* generatedServers(servers: number, toolsEach: number, seed = 1): Generator<ServerRecord> {
  const random = numbers(seed);
  const one = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  const prose = (words: number) => Array.from({ length: words }, () => (random() < 0.5 ? one(fillers) : one(nouns))).join(" ");
  for (let index = 0; index < servers; index++) {
    const product = `${one(products)}-${one(nouns)}`;
    const at = "2026-01-01";
    const origin = { from: "generated", at };
    const tools = new Map<string, object>();
    for (let tool = 0; tool < toolsEach; tool++) {
      const [verb, noun] = [one(verbs), one(nouns)];
      const style = random();
      const base = style < 0.6 ? `${verb}_${noun}` : style < 0.8 ? `${verb}${noun[0]?.toUpperCase()}${noun.slice(1)}` : `${noun}-${verb}`;
      const name = tools.has(base) ? `${base}_${tool}` : base;
      const properties = Object.fromEntries(
        Array.from({ length: 1 + Math.floor(random() * 5) }, () => [one(nouns), { type: "string", description: prose(6) }]),
      );
      tools.set(name, { name, description: `${verb} ${prose(25)}.`, inputSchema: { type: "object", properties } });
    }
    yield {
      slug: `io-github-${product}-${index}`,
      name: `io.github.${product}/${one(nouns)}-${index}`,
      description: prose(15),
      registry: "npm",
      package: `@${product}/mcp-${index}`,
      version: "1.0.0",
      source: "registry",
      recordedAt: at,
      origins: { tools: origin, description: origin },
      tools: [...tools.values()] as ServerRecord["tools"],
    };
  }
}

/** What people type: whole names, their beginnings, parts in the middle, two words, words of two letters, and words that do not occur. */
export function queries(count: number, seed = 2): string[] {
  const random = numbers(seed);
  const one = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  return Array.from({ length: count }, (_, index) => {
    const [verb, noun] = [one(verbs), one(nouns)];
    const shapes = [
      `${verb}_${noun}`,
      `${verb} ${noun}`,
      noun.slice(0, 4),
      noun.slice(1, 5),
      one(products),
      verb,
      `${one(products)} ${noun}`,
      "of",
      `${noun}qx`,
      `${one(products)}-${noun}`,
      `delete ${noun}`,
      "",
    ];
    return shapes[index % shapes.length] as string;
  });
}
