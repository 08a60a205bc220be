import type { Method, Route } from "./route.ts";
import { routes } from "./routes.ts";

export type FoundRoute = { route: Route; params: Record<string, string> } | { allowed: readonly Method[] };

/** The route of a path below `/api/v1`; the methods that the path has where this is not one of them: none where there is no such path. */
export function findRoute(method: string, path: string): FoundRoute {
  const steps = path.split("/");
  const matches = routes.flatMap((route) => {
    const params = match(route.path.split("/"), steps);
    return params ? [{ route, params }] : [];
  });
  // A written-out step is meant before a parameter: /policies/lint is no policy called lint.
  const [closest] = matches.filter(({ route }) => route.method === method).sort((a, b) => size(a.params) - size(b.params));
  return closest ?? { allowed: [...new Set(matches.map(({ route }) => route.method))] };
}

function match(wanted: string[], steps: string[]): Record<string, string> | null {
  if (wanted.length !== steps.length) return null;
  const params: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const given = steps[index] as string;
    const name = /^\{(\w+)\}$/.exec(step)?.[1];
    if (name !== undefined && given !== "") params[name] = decoded(given);
    else if (step !== given) return null;
  }
  return params;
}

const size = (params: object) => Object.keys(params).length;

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
