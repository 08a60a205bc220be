import { readRecordedServer, type ServerRecord } from "@portcullis/catalogue";
import { recordedServers } from "@portcullis/catalogue/data";

/** The servers that the catalogue ships with, one after the other. */
export async function* shippedServers(): AsyncGenerator<ServerRecord> {
  for (const { slug, load } of recordedServers) {
    const { records, problems } = readRecordedServer(await load(), { from: `${slug}.json`, at: "" });
    // They are part of this release: one that cannot be read whole is a defect, not an input.
    if (problems.length > 0) throw new Error(`${slug}.json ${problems[0]?.pointer}: ${problems[0]?.message}`);
    yield* records;
  }
}
