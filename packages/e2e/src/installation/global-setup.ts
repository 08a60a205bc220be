/** One installation for all journeys; the workers find it by the environment. */
import { removeInstallation, startInstallation } from "./installation.ts";
import { apply, ownedOrganization } from "./setup.ts";

export default async function setup() {
  const installation = await startInstallation();
  try {
    await apply(installation, ownedOrganization(installation.urls.sample));
    process.env.E2E_INSTALLATION = JSON.stringify({ urls: installation.urls });
  } catch (error) {
    await removeInstallation(installation);
    throw error;
  }
  return () => removeInstallation(installation);
}
