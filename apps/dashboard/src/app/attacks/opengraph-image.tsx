import { pictureSize, sharePicture } from "../../features/catalogue/public/share-picture.tsx";

export const size = pictureSize;
export const contentType = "image/png";
export const alt = "How agents are turned against you";

export default function AttacksPicture() {
  return sharePicture({
    above: "MCP gateway",
    title: "How agents are turned against you",
    line: "Attack patterns with a case of each, and the policy that stops it.",
  });
}
