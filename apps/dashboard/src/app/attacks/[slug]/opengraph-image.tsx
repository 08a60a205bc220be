import { findAttack } from "@portcullis/catalogue";
import { pictureSize, sharePicture } from "../../../features/catalogue/public/share-picture.tsx";

export const size = pictureSize;
export const contentType = "image/png";
export const alt = "The attack's name and how it works";

export default async function AttackPicture({ params }: { params: Promise<{ slug: string }> }) {
  const pattern = findAttack((await params).slug);
  if (!pattern) return new Response("There is no such pattern.\n", { status: 404 });
  return sharePicture({ above: "Attack patterns", title: pattern.name, line: pattern.summary });
}
