import { expect, test } from "vitest";
import { type Drawn, drawnPictures } from "./drawn.ts";

const picture = (): Drawn => ({ bytes: new ArrayBuffer(1), type: "image/png" });

test("a picture is drawn once however often it is asked for; the one asked for longest ago makes room; a failure is not kept", async () => {
  const drawn: string[] = [];
  const pictures = drawnPictures(2);
  const ask = (key: string) =>
    pictures(key, async () => {
      drawn.push(key);
      return picture();
    });
  await Promise.all([ask("a"), ask("a"), ask("b"), ask("a"), ask("c"), ask("a")]);
  expect(drawn).toEqual(["a", "b", "c"]);
  await ask("b");
  expect(drawn).toEqual(["a", "b", "c", "b"]);
  await expect(pictures("d", () => Promise.reject(new Error("no font")))).rejects.toThrow("no font");
  await expect(pictures("d", async () => picture())).resolves.toMatchObject({ type: "image/png" });
});
