import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** An empty home folder, and an environment that knows no other. */
export function emptyHome() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-client-"));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: path.join(home, ".config"),
    XDG_DATA_HOME: path.join(home, ".local/share"),
    XDG_CACHE_HOME: path.join(home, ".cache"),
    XDG_STATE_HOME: path.join(home, ".local/state"),
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    CI: "1",
  };
  const write = (file, content) => {
    const target = path.join(home, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, typeof content === "string" ? content : JSON.stringify(content));
  };
  return { home, env, write, remove: () => fs.rmSync(home, { recursive: true, force: true }) };
}

/** Runs a program to its end. @returns its code, null when it had to be ended, and all that it said */
export function run(command, args, { cwd, env, seconds = 60, until }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    const end = () => {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {}
    };
    const timer = setTimeout(end, seconds * 1_000);
    const looking = until && setInterval(() => until() && end(), 100);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    const over = (code) => {
      clearTimeout(timer);
      clearInterval(looking);
      resolve({ code, output });
    };
    child.once("error", (error) => {
      output += error.message;
      over(-1);
    });
    child.once("close", over);
  });
}
