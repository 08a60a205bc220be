import { exportEvents } from "../../export/export.ts";
import { ExportEventsInput } from "../../export/filter.ts";
import { type ExportFormat, exportFormats } from "../../export/formats/formats.ts";
import { type Route, route, tagged } from "../route.ts";

export const exportRoutes: readonly Route[] = tagged("Exports", [
  route("GET /exports/events", "exportEvents", "exports:read", {
    summary: "Export the record: decisions and changes, the oldest first.",
    details: "One event per line. The audit log says who took it and of what. A span holds at most a million records.",
    input: ExportEventsInput,
    output: null,
    mediaOf: ({ format }) => exportFormats[(format ?? "jsonl") as ExportFormat].contentType,
    verb: async (ctx, input) => exportEvents(ctx, input),
  }),
]);
