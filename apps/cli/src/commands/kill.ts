import {
  ControlPlaneError,
  installationSwitch,
  killAsOperator,
  killedForOperator,
  killInstallation,
  openControlPlane,
  releaseAsOperator,
  releaseInstallation,
} from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";
import { readArguments } from "../input/read-arguments.ts";
import { UnusableInput } from "../input/unusable-input.ts";

const kinds = {
  installation: "flag",
  organization: "text",
  server: "text",
  tool: "text",
  grant: "text",
  reason: "text",
  release: "flag",
  list: "flag",
} as const;
type Options = ReturnType<typeof readArguments<typeof kinds>>["options"];

/** `kill`: stops an installation, an organization, a server, a tool or a grant, releases it, or says what is stopped. */
export async function kill(args: string[], env: CliEnv, io: Console): Promise<ExitCode> {
  const { options } = readArguments("kill", args, kinds, { names: "options only", min: 0, max: 0 });
  requireSense(options);
  try {
    io.out(`${JSON.stringify(await run(options, env))}\n`);
    return exit.done;
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    io.error(error.message);
    return error.code === "invalid" || error.code === "not_found" ? exit.invalid : exit.failed;
  }
}

function run(options: Options, env: CliEnv): Promise<unknown> {
  return options.organization === undefined ? onInstallation(options, env) : onOrganization(options, options.organization, env);
}

async function onInstallation({ list, release, reason = "" }: Options, env: CliEnv) {
  if (list) return { installation: await installationSwitch(env) };
  return { installation: release ? await releaseInstallation(env) : await killInstallation(env, { reason }) };
}

async function onOrganization({ server, tool, grant, list, release, reason = "" }: Options, organization: string, env: CliEnv) {
  const named = { server, tool, grant };
  const place = { organization, ...Object.fromEntries(Object.entries(named).filter(([, name]) => name !== undefined)) };
  const controlPlane = openControlPlane(env);
  try {
    if (list) return { installation: await installationSwitch(env), switches: await killedForOperator(controlPlane, { organization }) };
    if (!release) return { stopped: await killAsOperator(controlPlane, { ...place, reason }) };
    await releaseAsOperator(controlPlane, place);
    return { released: place };
  } finally {
    await controlPlane.close();
  }
}

/** A stop says what and why; a release of everything must not be a forgotten `--organization`, so it names nothing else. */
function requireSense({ installation, organization, server, tool, grant, reason, release, list }: Options): void {
  const fail = (what: string): never => {
    throw new UnusableInput(`${what} See: portcullis help kill`);
  };
  if (installation && organization !== undefined) fail("kill takes --installation or --organization, not both.");
  if (organization === undefined && [server, tool, grant].some((one) => one !== undefined))
    fail("A server, a tool and a grant are named with their --organization.");
  if (release && list) fail("kill takes --release or --list, not both.");
  const stops = !release && !list;
  if (!stops && reason !== undefined) fail("A --reason belongs to a stop.");
  if (stops && !installation && organization === undefined) fail("Say what to stop: --installation, or --organization SLUG.");
  if (stops && reason === undefined) fail("A stop needs its --reason.");
}
