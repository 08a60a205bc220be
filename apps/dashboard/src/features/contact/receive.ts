import { ControlPlaneError, type SendContactMessageInput } from "@portcullis/control-plane";
import type { ContactProblem } from "./contact-words.ts";

/** A message of 5,000 characters, each spelled in up to nine letters by the browser, and the rest of the form. */
export const formBytesMax = 64 * 1024;

export interface Receiving {
  dashboardUrl: string;
  source: string;
  send: (message: SendContactMessageInput) => Promise<void>;
}

/**
 * Takes in the form. What a program has filled in is thanked for and thrown away, so that it learns nothing.
 * @returns null when the message was taken, else why not
 */
export async function receive(request: Request, { dashboardUrl, source, send }: Receiving): Promise<ContactProblem | null> {
  if (!comesFromPage(request.headers, dashboardUrl)) return "refused";
  const length = request.headers.get("content-length");
  if (length === null || !/^\d+$/.test(length) || Number(length) > formBytesMax) return "invalid";
  if (!request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) return "invalid";
  const form = new URLSearchParams(await request.text());
  const field = (name: string) => form.get(name) ?? "";
  if (field("website") !== "") return null;
  try {
    await send({ name: field("name"), email: field("email"), message: field("message").replaceAll("\r\n", "\n"), source });
    return null;
  } catch (error) {
    if (error instanceof ControlPlaneError && (error.code === "invalid" || error.code === "throttled")) return error.code;
    console.error("contact form", error);
    return "unavailable";
  }
}

/** By the browser's word for it, or where it has none (plain http in a private network) by the origin. */
function comesFromPage(headers: Headers, dashboardUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site !== null && site !== "same-origin") return false;
  return origin === new URL(dashboardUrl).origin;
}
