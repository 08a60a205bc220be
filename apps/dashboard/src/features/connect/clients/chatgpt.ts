import type { ClientBlock } from "../client-block.ts";

export const chatgpt: ClientBlock = {
  id: "chatgpt",
  name: "ChatGPT",
  trafficFrom: "cloud",
  access: "sign-in",
  forms: () => [],
  notes: ["Custom apps in ChatGPT sign in with OAuth and need a public https address. They cannot send a header of their own."],
  checked: { how: "vendor", date: "2026" },
};
