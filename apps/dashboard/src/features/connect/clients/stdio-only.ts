import type { ClientBlock } from "../client-block.ts";
import { jsonText } from "../serialize.ts";
import { bridgeEntry, bridgeNotes } from "./bridge.ts";

export const stdioOnly: ClientBlock = {
  id: "stdio-only",
  name: "Any stdio client",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_AUTH",
  forms: (target) => [
    {
      kind: "file",
      title: "The entry of one server",
      path: "The client's own configuration",
      language: "json",
      text: jsonText(bridgeEntry(target)),
    },
  ],
  notes: ["For clients that only start local programs. Where the entry goes is up to the client.", ...bridgeNotes],
  checked: { how: "measured", version: "bridge 0.15.1", date: "2026" },
};
