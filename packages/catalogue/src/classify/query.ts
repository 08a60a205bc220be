import type { Evidence } from "../definition.ts";
import { readingLanguages, readOnlyPhrases, writingSql } from "../lexicon/nouns.ts";
import { ofName, type Verdict, type Words } from "./evidence.ts";
import { asksQuery, type Meaning } from "./meaning.ts";
import type { NameReading } from "./name.ts";
import type { ProseReading } from "./prose.ts";

/** "query", "execute_sql", "run_query": what they do depends on whether the query can write. Undefined for every other name. */
export function verdictOfQuery(
  { name, description }: Words,
  read: NameReading,
  meanings: readonly Meaning[],
  prose: ProseReading,
): Verdict | undefined {
  const [meaning] = meanings;
  if (!meaning || !read.head) return undefined;
  const runs = meaning.says === "execute" && (asksQuery(read) || speaksOfQuery(prose));
  if (!runs && read.head.verb.base !== "query") return undefined;
  const reads = readOnlyPhrases.exec(description) ?? readingLanguages.exec(description);
  if (reads) return decided(reads[0], "read", "the query can only read", ofName(name, read, meaning, "read"));
  const writes = writingSql.exec(description);
  if (writes) return decided(writes[0], "execute", "the query can do whatever its language can", ofName(name, read, meaning, "execute"));
  if (runs)
    return {
      category: "execute",
      confidence: 0.7,
      evidence: [{ ...ofName(name, read, meaning), because: "it carries out whatever statement it is given" }],
    };
  return { category: "read", confidence: 0.7, evidence: [{ ...ofName(name, read, meaning, "read"), because: "it asks for data" }] };
}

const speaksOfQuery = ({ words }: ProseReading) =>
  words.slice(0, 8).some(({ word }) => word === "sql" || word === "cypher" || word === "promql");

function decided(quote: string, says: "read" | "execute", because: string, fromName: Evidence): Verdict {
  return {
    category: says,
    confidence: 0.85,
    evidence: [
      { field: "description", quote, says, because },
      { ...fromName, because: "it runs a query" },
    ],
  };
}
