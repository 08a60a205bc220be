import type { ServerSettings } from "@portcullis/control-plane";

/** The settings as a form holds them: text, one name a line. */
export type SettingsFields = {
  call: string;
  idle: string;
  headers: string;
  methods: string;
  era: "" | "legacy" | "modern";
  recording: ServerSettings["recording"];
};

export const fieldsOf = (settings: ServerSettings): SettingsFields => ({
  call: settings.callTimeoutSeconds === null ? "" : String(settings.callTimeoutSeconds),
  idle: settings.idleTimeoutSeconds === null ? "" : String(settings.idleTimeoutSeconds),
  headers: settings.forwardHeaders.join("\n"),
  methods: settings.forwardMethods.join("\n"),
  era: settings.eraPin ?? "",
  recording: settings.recording,
});

/** As the verb takes them. What is no number goes as one that it refuses, so that there is one judge. */
export const settingsOf = (fields: SettingsFields): ServerSettings => ({
  callTimeoutSeconds: secondsOf(fields.call),
  idleTimeoutSeconds: secondsOf(fields.idle),
  forwardHeaders: linesOf(fields.headers),
  forwardMethods: linesOf(fields.methods),
  eraPin: fields.era === "" ? null : fields.era,
  recording: fields.recording,
});

const secondsOf = (text: string): number | null => (text.trim() === "" ? null : /^\d{1,9}$/.test(text.trim()) ? Number(text) : -1);
const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
