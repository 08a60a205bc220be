import { attackPatterns } from "@portcullis/catalogue";
import { connection } from "next/server";
import { AttackListView } from "../../features/catalogue/public/attack-list-view.tsx";
import { Frame } from "../../features/catalogue/public/frame.tsx";
import { pageMetadata } from "../../features/catalogue/public/page-metadata.ts";
import { articleData } from "../../features/catalogue/public/structured.ts";

const title = "Attack patterns on agents and MCP servers";
const description =
  "How agents are turned against their owners: cases that happened, the tools they reach, and the policy that stops each.";

export const generateMetadata = () => pageMetadata({ title, description, path: "/attacks" });

export default async function AttacksPage() {
  await connection();
  return (
    <Frame path="/attacks" data={[articleData(title, description, "/attacks")]}>
      <AttackListView patterns={attackPatterns} />
    </Frame>
  );
}
