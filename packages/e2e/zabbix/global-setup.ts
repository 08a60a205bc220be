import { removeInstallation, startInstallation } from "../src/installation/installation.ts";
import { sampleEnv } from "./access.ts";

export default async function setup() {
  const installation = await startInstallation({ env: sampleEnv });
  process.env.E2E_INSTALLATION = JSON.stringify({ urls: installation.urls });
  return () => removeInstallation(installation);
}
