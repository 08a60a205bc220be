import { type Context, exportInventory } from "@portcullis/control-plane";
import { fileAnswer } from "../../../../features/exports/file-answer.ts";

/** The inventory as a CSV file, for owners and admins. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  const { organization } = await params;
  return fileAnswer(request, organization, (ctx) => ({
    pieces: inOnePiece(ctx),
    name: `inventory-${ctx.caller.organizationSlug}.csv`,
    contentType: "text/csv; charset=utf-8",
  }));
}

async function* inOnePiece(ctx: Context): AsyncGenerator<string> {
  yield await exportInventory(ctx);
}
