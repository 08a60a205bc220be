import { Policy } from "@portcullis/policy";
import { expect, test } from "vitest";
import { GET } from "./route.ts";

test("the schema is served for everybody and knows every field of the document", async () => {
  const answer = GET();
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/schema+json",
    "access-control-allow-origin": "*",
  });
  const schema = (await answer.json()) as { $schema: string; properties: object; additionalProperties: boolean };
  expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(Object.keys(schema.properties)).toEqual(Object.keys(Policy.shape));
  expect(schema.additionalProperties).toBe(false);
});
