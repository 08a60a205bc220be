import type { Facts, SettleState } from "@portcullis/policy";
import { z } from "zod";

// What a counter holds: a number, or text where it has more digits than a number keeps; at most 6 decimals.
const Used = z
  .union([z.number(), z.string()])
  .refine((used) => /^\d{1,20}(\.\d{1,6})?$/.test(String(used)), "What is used up is a number, not negative, with at most 6 decimals.");

/** The world around a call, as golden cases and `--facts` write it. */
export const CaseFacts = z.strictObject(
  {
    grant: z
      .strictObject({ label: z.string("A label is a string."), tags: z.array(z.string(), "The tags are an array of strings.") })
      .optional(),
    client: z.strictObject({ name: z.string().optional(), version: z.string().optional() }).optional(),
    time: z.iso.datetime({ offset: true, error: 'A time is written as "2026-03-01T09:30:00Z".' }).optional(),
    used: z.record(z.string(), Used).optional(),
    approved: z.boolean('"approved" is true or false.').optional(),
  },
  "The facts are an object with grant, client, time, used, approved.",
);
export type CaseFacts = z.output<typeof CaseFacts>;

export const factNames = ["grant", "label", "tags", "client", "name", "version", "time", "used", "approved"];

/** The facts as the decision takes them, and what settling it needs. */
export function splitFacts({ grant, client, time, used, approved }: CaseFacts): { facts: Facts; state: SettleState } {
  return { facts: { grant, client, now: time === undefined ? undefined : Date.parse(time) }, state: { used: used ?? {}, approved } };
}
