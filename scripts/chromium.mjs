// Finds a Chromium for the browser tests: the system's, else Playwright's own, else Debian's package.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fail, root, run } from "./install.mjs";

/** @returns the path of an executable, or undefined where Playwright finds its own */
export function ensureChromium(say) {
  const system = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = () => system.find((file) => file && fs.existsSync(file));
  if (found()) return found();
  const playwright = path.join(root, "node_modules/@playwright/test/cli.js");
  say("installing a Chromium");
  if (spawnSync(process.execPath, [playwright, "install", "chromium"], { stdio: "ignore", timeout: 300_000 }).status === 0)
    return undefined;
  if (process.platform !== "linux" || process.getuid() !== 0) {
    fail("No Chromium was found and none could be downloaded. Install one and set CHROMIUM_PATH to it.");
  }
  run("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"] });
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return found() ?? fail("Chromium was installed but is not where it should be; set CHROMIUM_PATH to it.");
}
