import type { Risk } from "@portcullis/catalogue";
import { ImageResponse } from "next/og";
import { drawable } from "./drawable.ts";
import { drawnPictures } from "./drawn.ts";

export const pictureSize = { width: 1200, height: 630 };

export interface Picture {
  /** The page above this one. */
  above: string;
  title: string;
  line: string;
  /** Fills the scale at the lower edge. */
  risk?: Risk;
}

/** What a shared link shows: the page's name and what it comes to. Drawn once, and kept a day by whoever is between. */
export async function sharePicture(picture: Picture): Promise<Response> {
  const { bytes, type } = await drawn(JSON.stringify(picture), async () => {
    const response = draw(picture);
    return { bytes: await response.arrayBuffer(), type: response.headers.get("content-type") ?? "image/png" };
  });
  return new Response(bytes, { headers: { "content-type": type, "cache-control": keptFor } });
}

const drawn = drawnPictures();
// The address changes when the drawing does, not when an import changes the words: so not immutable.
const keptFor = "public, max-age=86400, stale-while-revalidate=604800";

/** Drawn from our own file of the font, without asking anybody. */
function draw({ above, title, line, risk }: Picture): ImageResponse {
  const name = drawable(title, 120);
  return new ImageResponse(
    <div
      style={{
        ...column,
        width: "100%",
        height: "100%",
        padding: 72,
        background: "#faf9f7",
        color: "#1f2a30",
        justifyContent: "space-between",
      }}
    >
      <div style={{ display: "flex", justifyContent: "space-between", fontSize: 30, color: "#55626a" }}>
        <span>{drawable(above, 60)}</span>
        <span style={{ color: "#1f2a30" }}>Portcullis</span>
      </div>
      <div style={{ ...column, gap: 28 }}>
        <div
          style={{
            fontSize: name.length > 44 ? 50 : name.length > 24 ? 66 : 88,
            lineHeight: 1.1,
            letterSpacing: -2,
            wordBreak: "break-all",
            display: "flex",
          }}
        >
          {name}
        </div>
        <div style={{ fontSize: 34, lineHeight: 1.35, color: "#55626a", display: "flex" }}>{drawable(line, 170)}</div>
      </div>
      <div style={{ display: "flex", gap: 10 }}>
        {(risk ? steps : []).map((step, index) => (
          <div
            key={step}
            style={{ width: 120, height: 16, borderRadius: 4, background: risk && index <= steps.indexOf(risk) ? fill[risk] : "#e6e3dd" }}
          />
        ))}
      </div>
    </div>,
    pictureSize,
  );
}

const column = { display: "flex", flexDirection: "column" } as const;
const steps: readonly Risk[] = ["low", "medium", "high", "critical"];
// The light theme's colours: a picture has no other.
const fill: Record<Risk, string> = { low: "#1d6b3c", medium: "#855203", high: "#a23e12", critical: "#b3202c" };
