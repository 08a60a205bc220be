import type { ServerPackage } from "./configuration.ts";

/** What a command line starts: the program's name, the package where it tells, the URL where the program is only a bridge to it. */
export type Program = { command: string; package?: ServerPackage; url?: string };

/** Reads a command line as far as it tells what is started. Nothing of the arguments but names of packages and URLs is kept. */
export function programOf(program: string, args: readonly string[]): Program {
  const [head = "", ...rest] = unwrapped([...(args.length === 0 ? shellWords(program) : [program]), ...args]);
  const command = baseName(head);
  const found = packageOf(command, rest, head);
  const bridge = found && bridges.has(found.name) ? rest.find((arg) => /^https?:\/\//i.test(arg)) : undefined;
  return { command: command.slice(0, 100), ...(found && { package: found }), ...(bridge !== undefined && { url: bridge }) };
}

/** Programs that speak stdio to the client and HTTP to a URL among their arguments. */
const bridges = new Set(["mcp-remote", "supergateway", "mcp-proxy", "@smithery/cli", "mcp-remote-client"]);

const baseName = (path: string): string => (path.split(/[\\/]/).at(-1) ?? "").replace(/\.(?:exe|cmd|bat|ps1)$/i, "");

/** Without shells, variables and the like around the command: `cmd /c npx …`, `env A=b npx …`, `sh -c "npx …"`. */
function unwrapped(words: readonly string[]): readonly string[] {
  for (let at = 0; at < 5; at++) {
    const [head = "", ...rest] = words;
    const name = baseName(head).toLowerCase();
    if (name === "cmd" && /^\/[ck]$/i.test(rest[0] ?? "")) words = rest.slice(1);
    else if (name === "env" || name === "nohup" || name === "sudo")
      words = rest.filter((word, index) => index > 0 || !word.startsWith("-"));
    else if (/^[A-Za-z_]\w*=/.test(head)) words = rest;
    else if (/^(?:ba|z|da)?sh$|^pwsh$|^powershell$/.test(name)) {
      const script = rest.findIndex((word) => /^-(?:l?c|Command)$/i.test(word));
      if (script === -1) return words;
      words = shellWords(rest.slice(script + 1).join(" "));
    } else return words;
  }
  return words;
}

/** Words of a command line; of several commands, the last one. */
const shellWords = (line: string): string[] => {
  const last =
    line
      .slice(0, 10_000)
      .split(/&&|;|\|\|/)
      .at(-1) ?? "";
  return [...last.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");
};

function packageOf(command: string, args: readonly string[], head: string): ServerPackage | undefined {
  switch (command.toLowerCase()) {
    case "npx":
    case "bunx":
    case "pnpx":
      return npm(optionValue(args, ["-p", "--package"]) ?? firstPlain(args, npmValued));
    case "npm":
    case "pnpm":
    case "yarn":
    case "bun":
      return /^(?:exec|x|dlx)$/.test(args[0] ?? "")
        ? npm(optionValue(args, ["-p", "--package"]) ?? firstPlain(args.slice(1), npmValued))
        : undefined;
    case "uvx":
    case "pipx":
    case "uv": {
      const after = command === "uvx" ? args : args.slice(args.indexOf("run") + 1);
      return pypi(optionValue(args, ["--from", "--spec"]) ?? firstPlain(after, pythonValued));
    }
    case "docker":
    case "podman":
    case "nerdctl": {
      const run = args.indexOf("run");
      return run === -1 ? undefined : image(firstPlain(args.slice(run + 1), dockerValued));
    }
    case "node":
    case "deno":
    case "python":
    case "python3":
      return installed(args) ?? moduleOf(command, args);
    default:
      return installed([head]) ?? npm(command);
  }
}

const npmValued = new Set(["-c", "--call", "--registry", "--prefix", "--cache", "-w", "--workspace"]);
const pythonValued = new Set([
  "--from",
  "--spec",
  "--with",
  "--python",
  "-p",
  "--directory",
  "--index-url",
  "--extra-index-url",
  "--env-file",
  "--refresh-package",
]);
const dockerValued = new Set(
  "-e --env -v --volume --mount -p --publish --name --network --net -w --workdir --env-file -u --user --entrypoint -l --label -m --memory --cpus --add-host --platform --pull --hostname -h --dns --security-opt --cap-add --cap-drop --tmpfs --ulimit --gpus --device --runtime --restart --cidfile --shm-size".split(
    " ",
  ),
);

/** The first argument that is neither an option nor the value of one. */
function firstPlain(args: readonly string[], valued: ReadonlySet<string>): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") return args[at + 1];
    if (valued.has(arg)) at += 1;
    else if (!arg.startsWith("-")) return arg;
  }
  return undefined;
}

function optionValue(args: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (names.includes(arg)) return args[index + 1];
    const name = names.find((one) => arg.startsWith(`${one}=`));
    if (name !== undefined) return arg.slice(name.length + 1);
  }
  return undefined;
}

/** `@scope/name@1.2.3`; anything else (a path, a git address) names no package. */
function npm(spec: string | undefined): ServerPackage | undefined {
  const [, name, version] = /^((?:@[\w.-]+\/)?[A-Za-z0-9][\w.-]*)(?:@([\w.^~*+-]{1,60}))?$/.exec(spec ?? "") ?? [];
  return name === undefined || name.length > 214
    ? undefined
    : { registry: "npm", name: name.toLowerCase(), ...(version !== undefined && { version }) };
}

function pypi(spec: string | undefined): ServerPackage | undefined {
  const [, name, version] = /^([A-Za-z0-9][\w.-]*)(?:\[[\w,.-]*\])?(?:(?:==|@)([\w.*+!-]{1,60}))?$/.exec(spec ?? "") ?? [];
  return name === undefined || name.length > 200
    ? undefined
    : { registry: "pypi", name: name.toLowerCase().replaceAll(/[_.]+/g, "-"), ...(version !== undefined && { version }) };
}

function image(reference: string | undefined): ServerPackage | undefined {
  const [, name, version] = /^([a-z0-9][\w./:-]*?)(?::([\w.-]{1,128}))?(?:@sha256:[0-9a-f]{64})?$/i.exec(reference ?? "") ?? [];
  return name === undefined || name.length > 300
    ? undefined
    : { registry: "oci", name: name.replace(/^docker\.io\//, ""), ...(version !== undefined && { version }) };
}

/** A file within `node_modules`, or of a global installation. */
function installed(args: readonly string[]): ServerPackage | undefined {
  const file = args.find((arg) => /[\\/]node_modules[\\/]/.test(arg));
  const after = file?.split(/[\\/]node_modules[\\/]/).at(-1) ?? "";
  return npm(/^(?:@[\w.-]+[\\/])?[\w.-]+/.exec(after)?.[0].replace("\\", "/"));
}

function moduleOf(command: string, args: readonly string[]): ServerPackage | undefined {
  return command.startsWith("python") && args.includes("-m") ? pypi(args[args.indexOf("-m") + 1]?.split(".")[0]) : undefined;
}
