import { startFixture } from "./fixture.ts";

/** The conformance fixture as a program: prints its URL and serves until it is told to stop. */
const fixture = await startFixture();
console.log(fixture.url);
process.once("SIGTERM", () => void fixture.close().then(() => process.exit(0)));
