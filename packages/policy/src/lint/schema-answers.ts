import type { Step } from "../conditions/path.ts";
import type { ToolFacts } from "../tool-plan.ts";
import { TooComplex } from "../work.ts";
import { followSchema, type SchemaAnswer } from "./schema-path.ts";

/** What the input schemas of a server say about paths, each asked once; and not more than a page can wait for. */
export class SchemaAnswers {
  readonly #known = new Map<ToolFacts, Map<string, SchemaAnswer>>();
  #left = 2_000_000;

  /** @throws TooComplex */
  about(tool: ToolFacts, path: string, steps: readonly Step[]): SchemaAnswer {
    const ofTool = this.#known.get(tool) ?? new Map<string, SchemaAnswer>();
    this.#known.set(tool, ofTool);
    const known = ofTool.get(path);
    this.#left -= known ? 1 : askingSteps;
    if (this.#left < 0) throw new TooComplex();
    const answer = known ?? followSchema(tool.inputSchema, steps);
    ofTool.set(path, answer);
    return answer;
  }
}

// Asking a schema costs about as much as this many answers that are known.
const askingSteps = 20;
