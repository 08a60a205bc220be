import { pictureSize, sharePicture } from "../../features/catalogue/public/share-picture.tsx";

export const size = pictureSize;
export const contentType = "image/png";
export const alt = "Get in touch";

export default function ContactPicture() {
  return sharePicture({ above: "MCP gateway", title: "Get in touch", line: "A question about a tool, a server or a classification." });
}
