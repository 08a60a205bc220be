import { type ExportFormat, exportEvents, exportFormats } from "@portcullis/control-plane";
import { fileAnswer } from "../../../../../features/exports/file-answer.ts";

/** The record as a file. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  const { organization } = await params;
  const query = Object.fromEntries(new URL(request.url).searchParams) as { format?: ExportFormat };
  return fileAnswer(request, organization, (ctx) => {
    const pieces = exportEvents(ctx, query);
    // A format that there is not is the verb's to refuse, with its first piece.
    const { extension, contentType } = exportFormats[query.format ?? "jsonl"] ?? exportFormats.jsonl;
    return { pieces, name: `record-${organization}-${ctx.clock().toISOString().slice(0, 10)}.${extension}`, contentType };
  });
}
