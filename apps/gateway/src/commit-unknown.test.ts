import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FaultProxy, isMessage, proxy } from "./testing/fault-proxy/proxy.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, decisionIn, environmentFor, gatewayFor, post, until } from "./testing/harness.ts";
import { type Bug, plantedGateway } from "./testing/planted.ts";
