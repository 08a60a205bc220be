import type { JsonNode } from "../json/node.ts";
import { arrayKeywords, objectKeywords } from "./containers.ts";
import { type Judge, type Keyword, type KeywordContext, nothingSeen, OutOfSteps, Run } from "./judge.ts";
import { leftoverKeywords, logicKeywords } from "./logic.ts";
import { isObject, type Place, Registry, SchemaProblem } from "./registry.ts";
import { valueKeywords } from "./values.ts";

/** Does a value satisfy the schema? A value that takes too many steps does not. */
export type Validator = (node: JsonNode) => boolean;

const stepsMax = 200_000;

/**
 * Reads a JSON Schema (draft-07 or 2020-12, by its `$schema`; 2020-12 without one) into a validator that interprets it: no
 * code is generated, references stay inside the document, patterns run on RE2, and the work per value is bounded. `format`
 * and other annotations ask nothing. Returns a sentence for a schema that it does not take.
 */
export function readSchema(schema: unknown): Validator | { problem: string } {
  try {
    const judge = new Reader(new Registry(schema)).root();
    return (node) => {
      try {
        return judge(node, new Run(stepsMax), nothingSeen());
      } catch (error) {
        if (error instanceof OutOfSteps || error instanceof RangeError) return false;
        throw error;
      }
    };
  } catch (error) {
    if (error instanceof SchemaProblem) return { problem: error.message };
    throw error;
  }
}

// In the order in which they are asked: what is left over comes last.
const keywords: readonly (readonly [string, Keyword])[] = [
  valueKeywords,
  arrayKeywords,
  objectKeywords,
  logicKeywords,
  leftoverKeywords,
].flatMap((group) => Object.entries(group));

class Reader {
  private readonly registry: Registry;
  private readonly judges = new Map<object, Judge>();
  constructor(registry: Registry) {
    this.registry = registry;
  }

  root(): Judge {
    return this.read(this.registry.root);
  }

  private read({ schema, base }: Place): Judge {
    if (schema === true) return (_, run) => stepped(run, true);
    if (schema === false) return (_, run) => stepped(run, false);
    if (!isObject(schema)) throw new SchemaProblem("A schema is an object, true or false.");
    const known = this.judges.get(schema);
    if (known) return known;
    // A schema may refer to itself: until it is read, its judge is found by name.
    this.judges.set(schema, (node, run, seen) => (this.judges.get(schema) as Judge)(node, run, seen));
    const judge = this.readKeywords(schema, this.registry.baseOf(schema, base));
    this.judges.set(schema, judge);
    return judge;
  }

  private readKeywords(schema: { readonly [keyword: string]: unknown }, base: string): Judge {
    const isDraft7 = this.registry.dialect === "draft-07";
    const context: Omit<KeywordContext, "keyword"> = {
      schema,
      base,
      isDraft7,
      sub: (inner) => this.read({ schema: inner, base }),
      refer: (reference) => this.refer(reference, base),
      dynamic: (reference) => this.dynamic(reference, base),
    };
    // In draft-07 a reference stands alone.
    const asked = keywords.filter(([name]) => Object.hasOwn(schema, name) && (!isDraft7 || !("$ref" in schema) || name === "$ref"));
    const judges = asked.flatMap(([keyword, read]) => read(schema[keyword], { ...context, keyword }) ?? []);
    return (node, run, seen) => {
      run.step();
      run.scope.push(base);
      const result = judges.every((judge) => judge(node, run, seen));
      run.scope.pop();
      return result;
    };
  }

  private refer(reference: string, base: string): () => Judge {
    const judge = this.read(this.registry.resolve(reference, base));
    return () => judge;
  }

  // The outermost resource that came by with a dynamic anchor of this name decides; without one it is a plain reference.
  private dynamic(reference: string, base: string): Judge {
    const place = this.registry.resolve(reference, base);
    const fallback = this.read(place);
    const anchor = reference.slice(reference.indexOf("#") + 1);
    if (!isObject(place.schema) || place.schema.$dynamicAnchor !== anchor) return fallback;
    return (node, run, seen) => {
      const outermost = run.scope.map((resource) => this.registry.dynamic(resource, anchor)).find((found) => found !== undefined);
      return (outermost ? this.read(outermost) : fallback)(node, run, seen);
    };
  }
}

const stepped = (run: Run, answer: boolean): boolean => {
  run.step();
  return answer;
};
