import * as z from "zod";
import { Policy } from "./language.ts";

/** The policy document as JSON Schema (2020-12), made from the zod type that the engine itself reads with. */
export const policyJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(Policy, { target: "draft-2020-12", io: "input" }),
  title: "Portcullis policy, version 1",
});
