import { ApiKeysPage } from "../../../../../features/api-keys/api-keys-page.tsx";

export const metadata = { title: "API keys" };

export default function Page() {
  return <ApiKeysPage />;
}
