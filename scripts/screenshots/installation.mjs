// A whole Portcullis in a temporary folder and on free ports, as `npm start` runs it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { root } from "../install.mjs";

const readySecondsMax = 300;

/** Starts one and waits until every service answers; `remove` stops it and deletes what it wrote. */
export async function startInstallation(say) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-screenshots-"));
  fs.chmodSync(home, 0o711); // where PostgreSQL must run as another account, it reaches its folder through this one
  const [dashboard, gateway, operator, sample] = await freePorts(4);
  const env = {
    ...inherited(),
    PORTCULLIS_HOME: home,
    DASHBOARD_PORT: String(dashboard),
    GATEWAY_PORT: String(gateway),
    OPERATOR_PORT: String(operator),
    SAMPLE_PORT: String(sample),
  };
  const child = spawn(process.execPath, [path.join(root, "scripts/start.mjs")], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise((resolve) => child.once("close", resolve));
  const remove = async () => {
    child.kill("SIGTERM");
    await exited;
    fs.rmSync(home, { recursive: true, force: true });
  };
  try {
    await isReady(child, exited);
  } catch (error) {
    await remove();
    throw error;
  }
  say("the installation answers");
  return {
    home,
    dashboardUrl: `http://localhost:${dashboard}`,
    sampleUrl: `http://127.0.0.1:${sample}/mcp`,
    portcullis: (...args) => output([path.join(root, "scripts/portcullis.mjs"), ...args], env),
    remove,
  };
}

/** This machine's environment without the settings of an installation that somebody may have exported. */
const inherited = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NODE_ENV|DATABASE_URL|SIGN_UP|TRUSTED_PROXIES|PORTCULLIS_.*|LIMIT_.*|.*_(PORT|URL))$/.test(name),
    ),
  );

async function isReady(child, exited) {
  let printed = "";
  const ready = new Promise((resolve) => {
    child.stdout.on("data", (data) => {
      printed += data;
      if (/\bready$/m.test(printed)) resolve(true);
    });
    child.stderr.on("data", (data) => (printed += data));
  });
  const impatient = setTimeout(() => child.kill("SIGTERM"), readySecondsMax * 1000);
  const first = await Promise.race([ready, exited]);
  clearTimeout(impatient);
  if (first !== true) throw new Error(`The installation ended before it was ready:\n${printed}`);
}

function output(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.once("close", (code) => (code === 0 ? resolve(stdout) : reject(new Error(`portcullis ended with ${code}:\n${stderr}`))));
  });
}

async function freePorts(count) {
  const probes = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const probe = net.createServer().once("error", reject);
          probe.listen(0, "127.0.0.1", () => resolve(probe));
        }),
    ),
  );
  const ports = probes.map((probe) => probe.address().port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
