import { exportAuditEvents } from "@portcullis/control-plane";
import { asInput, readFilters } from "../../../../../features/audit/filters.ts";
import { fileAnswer } from "../../../../../features/exports/file-answer.ts";

/** The audit log as a CSV file. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  const { organization } = await params;
  const filters = asInput(readFilters(new URL(request.url).searchParams));
  return fileAnswer(request, organization, (ctx) => ({
    pieces: exportAuditEvents(ctx, filters),
    name: `audit-${organization}.csv`,
    contentType: "text/csv; charset=utf-8",
  }));
}
