import { connection } from "next/server";
import { env } from "../../env.ts";
import { Frame } from "../../features/catalogue/public/frame.tsx";
import { pageMetadata } from "../../features/catalogue/public/page-metadata.ts";
import { ScanForm } from "../../features/scan/scan-form.tsx";
import { scanWords } from "../../features/scan/scan-words.ts";

export const generateMetadata = () => pageMetadata({ title: scanWords.title, description: scanWords.lead, path: "/scan" });

export default async function ScanPage() {
  await connection();
  return (
    <Frame path="/scan">
      <div className="grid gap-8">
        <header className="grid gap-3">
          <h1 className="font-semibold text-3xl tracking-tight sm:text-4xl">{scanWords.title}</h1>
          <p className="max-w-2xl text-ink-muted text-lg leading-7">{scanWords.lead}</p>
          <p className="max-w-2xl font-medium">{scanWords.privacy}</p>
        </header>
        <ScanForm gatewayUrl={env().gatewayUrl} />
        <noscript>
          <p>
            The check runs in your browser, so it needs its scripts. In a terminal the same is done by <code>{scanWords.command}</code>.
          </p>
        </noscript>
        <p className="text-ink-muted text-sm">
          Reads the configurations of {scanWords.clients}. For CI: <code className="font-mono text-xs">{scanWords.command}</code>
        </p>
      </div>
    </Frame>
  );
}
