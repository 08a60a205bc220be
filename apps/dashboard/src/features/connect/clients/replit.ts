import type { ClientBlock } from "../client-block.ts";
import { replitLink } from "../install-link.ts";

export const replit: ClientBlock = {
  id: "replit",
  name: "Replit",
  trafficFrom: "cloud",
  access: "token",
  forms: (target) => [
    {
      kind: "link",
      label: "Add to Replit",
      href: replitLink(target),
      note: "Opens Replit's form with name and URL. Enter the header there yourself: a token never goes into a link.",
    },
    {
      kind: "steps",
      title: "In Replit's form",
      steps: ["Name of the header: Authorization", "Value: the word Bearer, a blank, and the token"],
    },
  ],
  notes: ["Replit's requests come from its cloud, so the gateway needs a public https address."],
  checked: { how: "vendor", date: "2026" },
};
