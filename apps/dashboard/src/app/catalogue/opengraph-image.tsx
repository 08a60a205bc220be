import { readSize } from "../../features/catalogue/public/read.ts";
import { pictureSize, sharePicture } from "../../features/catalogue/public/share-picture.tsx";

export const dynamic = "force-dynamic";
export const size = pictureSize;
export const contentType = "image/png";
export const alt = "The size of the catalogue";

export default async function CataloguePicture() {
  const { tools, servers } = await readSize();
  return sharePicture({
    above: "Catalogue",
    title: "What can your agents do with it?",
    line: `${tools} tools of ${servers} MCP servers: category, risk and policy of each.`,
  });
}
