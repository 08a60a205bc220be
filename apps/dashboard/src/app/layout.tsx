import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { currentCsrfToken } from "../auth/csrf.ts";
import { TrpcProvider } from "../trpc/client.tsx";
import { NonceProvider } from "../ui/nonce.tsx";
import { parseTheme, themeCookie } from "../ui/theme.ts";
import { Toaster } from "../ui/toast.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Portcullis: the gate between agents and MCP servers", template: "%s · Portcullis" },
  description: "An open-source MCP gateway with a control plane: policies decide every call, limits hold, and everything is on record.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={theme} className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <NonceProvider nonce={nonce}>
          <TrpcProvider csrfToken={await currentCsrfToken()}>{children}</TrpcProvider>
          <Toaster />
        </NonceProvider>
      </body>
    </html>
  );
}
