import type { ControlPlane, StoredSession } from "@portcullis/control-plane";
import { currentCsrfToken } from "../auth/csrf.ts";
import { currentSession } from "../auth/session.ts";
import { sourceOf } from "../auth/source.ts";
import { controlPlane } from "../control-plane.ts";

export interface RequestFacts {
  headers: Headers;
  /** Slug of the organization that the page is about; membership is checked by tenantProcedure. */
  organizationSlug: string | null;
  /** Where a mutation may put cookies; absent while a page renders. */
  resHeaders?: Headers;
}

/** What every procedure gets. Nothing here touches the database yet: a failure there must pass through the error map. */
export interface DashboardContext extends RequestFacts {
  controlPlane: ControlPlane;
  source: string;
  userAgent: string | undefined;
  session: () => Promise<StoredSession | null>;
  /** What a state change of this session must bring. */
  csrfToken: () => Promise<string | null>;
}

export function createContext(facts: RequestFacts): DashboardContext {
  return {
    ...facts,
    controlPlane: controlPlane(),
    source: sourceOf(facts.headers),
    userAgent: facts.headers.get("user-agent") ?? undefined,
    session: currentSession,
    csrfToken: currentCsrfToken,
  };
}
