import path from "node:path";
import { defineConfig } from "prisma/config";

// Prisma's native schema engine cannot be had without a download; the stand-in runs the WebAssembly build that npm carries.
if (process.platform !== "win32") process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "tools/schema-engine.mjs");

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://postgres@127.0.0.1:5432/portcullis" },
});
