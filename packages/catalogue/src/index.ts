export type { AttackPattern, Demonstration } from "./attacks/pattern.ts";
export { attackPatterns, attacksOn, findAttack } from "./attacks/patterns.ts";
export { type Category, categoryOrder, type Risk, rankOf, riskOf } from "./category.ts";
export { classify } from "./classify/classify.ts";
export type { Classification, Evidence, ServerContext, Signal, SignalKind, ToolDefinition } from "./definition.ts";
export { readDockerServer } from "./import/docker.ts";
export { readCatalogueDocument, readRecordedServer } from "./import/read-document.ts";
export { nextCursorOf } from "./import/registry.ts";
export {
  catalogueSlug,
  describesInOurWords,
  type ImportContext,
  type ImportProblem,
  type Origin,
  type ReadDocument,
  type RecordSource,
  type ServerFacts,
  type ServerRecord,
} from "./import/server-record.ts";
export type {
  CatalogueSize,
  PageLink,
  PageServer,
  PageSibling,
  RelatedTool,
  Section,
  ServerPageContent,
  ShownEvidence,
  ShownSignal,
  ToolPageContent,
} from "./pages/content.ts";
export { hasHidden, revealHidden, shown } from "./pages/reveal-hidden.ts";
export { markdownCode, markdownText, type Piece, plainText, type Text } from "./pages/text.ts";
export { toolPage } from "./pages/tool-page.ts";
export { type Choice, type Recommendation, type RecommendedTool, recommend } from "./recommend/recommend.ts";
export { type RecommendedPolicy, recommendPolicy } from "./recommend/recommend-policy.ts";
export { rulesVersion } from "./rules-version.ts";
export {
  type Assessment,
  type AssessOptions,
  assessConfiguration,
  findingsIn,
  reaches,
  riskOrder,
  type ScanFinding,
  type ServerAssessment,
} from "./scan/assess.ts";
export { type CatalogueIndex, type IndexedServer, indexedServer } from "./scan/catalogue-index.ts";
export {
  type ClientKind,
  type ConfigurationProblem,
  type ConfiguredServer,
  clientNames,
  type ParsedConfiguration,
  type SecretPlace,
} from "./scan/configuration.ts";
export { parseClientConfiguration } from "./scan/parse-configuration.ts";
export { sarifOf } from "./scan/sarif.ts";
export { type Likeness, likenessOf, nameSkeleton } from "./warnings/look-alike.ts";
export { type DefinitionWarning, type WarningKind, warningSentences } from "./warnings/warning.ts";
export { warningsOf } from "./warnings/warnings.ts";
export { categoryWords, riskWords, signalWords, type Words } from "./words.ts";
