import { isNeverForwarded, METHODS } from "@portcullis/protocol";
import { z } from "zod";

/** What an organization sets for a server; null and empty are the defaults (protocol.md section 8, A7, B5, F1). */
export type ServerSettings = {
  callTimeoutSeconds: number | null;
  idleTimeoutSeconds: number | null;
  forwardHeaders: string[];
  forwardMethods: string[];
  eraPin: "legacy" | "modern" | null;
  /** When a call is on record: before it leaves, or within a second through a file of the gateway (security.md 8.5). */
  recording: "guaranteed" | "buffered";
};

/** What pages say beside each field, and what the schema holds to. */
export const serverSettingsLimits = {
  callTimeoutSeconds: { default: 900, max: 900 },
  idleTimeoutSeconds: { default: 120, max: 900 },
  forwardHeaders: { max: 20 },
  forwardMethods: { max: 20 },
} as const;

const seconds = (max: number) =>
  z
    .int("Enter whole seconds.")
    .min(1, "At least 1 second.")
    .max(max, `At most ${max} seconds: longer is for the operator to allow.`)
    .nullable();

const ForwardedHeader = z
  .string()
  .trim()
  .toLowerCase()
  .max(100, "This header name is too long.")
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/, "A header name has letters, digits and hyphens.")
  .refine((name) => !isNeverForwarded(name), {
    error: ({ input }) =>
      `${String(input)} is never passed on: it carries a credential, an identity or an address, or belongs to the connection or the protocol.`,
  });

// Whatever its case: a server that reads names loosely would take Tools/Call for the method that the policy decides about.
const methodNames = new Set(METHODS.map(({ method }) => method.toLowerCase()));
const ForwardedMethod = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_.$/-]{1,128}$/, "A method name has letters, digits, dots, slashes and hyphens, at most 128.")
  .refine((name) => !methodNames.has(name.toLowerCase()) && !/^(?:tasks|notifications\/tasks)(?:\/|$)/i.test(name), {
    error: ({ input }) => `${String(input)} is a method of the protocol: the gateway and the policy decide about it already.`,
  });

export const ServerSettingsInput = z.strictObject({
  callTimeoutSeconds: seconds(serverSettingsLimits.callTimeoutSeconds.max),
  idleTimeoutSeconds: seconds(serverSettingsLimits.idleTimeoutSeconds.max),
  forwardHeaders: listOf(ForwardedHeader, serverSettingsLimits.forwardHeaders.max, "header"),
  forwardMethods: listOf(ForwardedMethod, serverSettingsLimits.forwardMethods.max, "method"),
  eraPin: z.enum(["legacy", "modern"]).nullable(),
  recording: z.enum(["guaranteed", "buffered"]).default("guaranteed"),
});

export const settingsSelect = {
  callTimeoutSeconds: true,
  idleTimeoutSeconds: true,
  forwardHeaders: true,
  forwardMethods: true,
  eraPin: true,
  recording: true,
} as const;

type SettingsRow = Omit<ServerSettings, "eraPin" | "recording"> & { eraPin: string | null; recording: string };
export const settingsOf = ({
  callTimeoutSeconds,
  idleTimeoutSeconds,
  forwardHeaders,
  forwardMethods,
  eraPin,
  recording,
}: SettingsRow): ServerSettings => ({
  callTimeoutSeconds,
  idleTimeoutSeconds,
  forwardHeaders,
  forwardMethods,
  eraPin: eraPin as ServerSettings["eraPin"],
  recording: recording as ServerSettings["recording"],
});

function listOf<T extends z.ZodType<string>>(item: T, max: number, noun: string) {
  return z
    .array(item)
    .max(max, `At most ${max} ${noun}s.`)
    .superRefine((names, check) => {
      for (const [index, name] of names.entries())
        if (names.indexOf(name) < index) check.addIssue({ code: "custom", path: [index], message: `The ${noun} ${name} is there twice.` });
    });
}
