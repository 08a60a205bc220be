/** For the tests of other rooms: policies, tools and selectors by chance, from the seed that replays them. */
export { toolSets } from "./calls.ts";
export { policySeed } from "./env.ts";
export { documents, selectors } from "./generators.ts";
export { readJson } from "./json-text.ts";
