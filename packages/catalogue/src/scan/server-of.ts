import { type ConfiguredServer, configurationLimits, type SecretPlace } from "./configuration.ts";
import { memberOf, pairsIn, type ServerEntry, textIn, textsIn } from "./entries.ts";
import { programOf } from "./program.ts";
import { argumentSecrets, grantMark, pairSecrets, safeUrl, urlSecrets } from "./secrets.ts";

/** A server's entry as what it is: how it is reached, from which package, and where secrets stand. No value of any gets out. */
export function serverOf({ name, value, line, column }: ServerEntry): ConfiguredServer {
  const command = memberOf(value, "command");
  // Zed once kept program, arguments and variables in an object of their own; opencode keeps program and arguments in one list.
  const holder = command?.kind === "object" ? command : value;
  const listed = textsIn(command);
  const program = textIn(command) ?? textIn(memberOf(command, "path")) ?? listed[0];
  const args = listed.length > 0 ? listed.slice(1) : textsIn(memberOf(holder, "args"));
  const own =
    textIn(memberOf(value, "url")) ??
    textIn(memberOf(value, "serverUrl")) ??
    textIn(memberOf(value, "httpUrl")) ??
    textIn(memberOf(value, "server_url"));
  const started = program === undefined ? undefined : programOf(program, args);
  const rawUrl = own ?? started?.url;
  const environment = [...pairsIn(memberOf(holder, "env")), ...pairsIn(memberOf(value, "environment"))];
  const headers = [
    ...pairsIn(memberOf(value, "headers")),
    ...pairsIn(memberOf(value, "http_headers")),
    ...pairsIn(memberOf(memberOf(value, "requestInit"), "headers")),
  ];
  const named = [memberOf(value, "bearer_token_env_var")].flatMap((one) => textIn(one) ?? []);
  const fromVariables = pairsIn(memberOf(value, "env_http_headers"));
  const secrets: SecretPlace[] = [
    ...pairSecrets("environment", environment),
    ...pairSecrets("header", headers),
    ...fromVariables.map(({ name: header }) => ({ kind: "header" as const, name: shortName(header), literal: false })),
    ...named.map((variable) => ({ kind: "environment" as const, name: shortName(variable), literal: false })),
    ...argumentSecrets(args),
    ...(rawUrl === undefined ? [] : urlSecrets(rawUrl)),
  ];
  const words = [...headers, ...environment, ...fromVariables].flatMap((pair) => [pair.name, pair.value]);
  return {
    name,
    line,
    column,
    transport: own !== undefined ? "http" : "stdio",
    ...(rawUrl !== undefined && { url: safeUrl(rawUrl) }),
    ...(started && own === undefined && { command: started.command, ...(started.package && { package: started.package }) }),
    bridged: own === undefined && rawUrl !== undefined,
    disabled: isOff(value),
    usesGrant: [...words, ...named, ...args].some((word) => grantMark.test(word)),
    secrets,
  };
}

const isOff = (value: ServerEntry["value"]): boolean => {
  const flag = (name: string) => {
    const entry = memberOf(value, name);
    return entry?.kind === "value" ? entry.value : undefined;
  };
  return flag("disabled") === true || flag("enabled") === false;
};

const shortName = (name: string): string => name.slice(0, configurationLimits.nameMax);
