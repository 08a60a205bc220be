import { env } from "../../../../../env.ts";
import { RegisterServer } from "../../../../../features/servers/register-server.tsx";

export const metadata = { title: "Register server" };

export default function RegisterServerPage() {
  return <RegisterServer sampleUrl={env().sampleUrl} />;
}
