import path from "node:path";
import type { NextConfig } from "next";

const repositoryRoot = path.join(import.meta.dirname, "../..");

/** Headers that are the same on every answer. CSP and HSTS depend on the request and the public URL: see src/proxy.ts. */
const staticHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: false,
  devIndicators: false,
  turbopack: { root: repositoryRoot },
  outputFileTracingRoot: repositoryRoot,
  transpilePackages: [
    "@portcullis/catalogue",
    "@portcullis/control-plane",
    "@portcullis/db",
    "@portcullis/policy",
    "@portcullis/protocol",
    "@portcullis/upstream",
    "geist",
  ],
  serverExternalPackages: ["pg", "@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg", "undici", "@modelcontextprotocol/sdk"],
  headers: async () => [
    { source: "/:path*", headers: staticHeaders },
    // Without this the form that is sent from there would not say where it comes from.
    { source: "/contact", headers: [{ key: "Referrer-Policy", value: "same-origin" }] },
  ],
};

export default config;
