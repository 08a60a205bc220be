import { pictureSize, sharePicture } from "../../features/catalogue/public/share-picture.tsx";

export const size = pictureSize;
export const contentType = "image/png";
export const alt = "Check before you connect";

export default function ScanPicture() {
  return sharePicture({
    above: "MCP gateway",
    title: "Check before you connect",
    line: "Which servers of a client configuration bypass a gateway, and what their tools could do.",
  });
}
