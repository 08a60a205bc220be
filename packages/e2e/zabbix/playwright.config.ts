import config from "../playwright.config.ts";

/** The part of `npm run test:zabbix` that takes a browser: people decide there. */
export default {
  ...config,
  testDir: ".",
  testMatch: "*.browser.ts",
  globalSetup: "./global-setup.ts",
  outputDir: "../test-results",
  workers: 1,
  retries: 0,
};
