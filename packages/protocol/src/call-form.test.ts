import { expect, test } from "vitest";
import { callForm, paramsForm } from "./call-form.ts";

const call = {
  organizationId: "o1",
  serverId: "s1",
  origin: "https://z.example.com",
  method: "tools/call",
  tool: "host_delete",
  definition: "ab12",
  params: '{"arguments":{"id":1.0},"name":"host_delete"}',
  meta: '{"tenant":"x"}',
};

test("a call's text is the same whatever the order it is put together in, and holds the received spelling of numbers", () => {
  expect(callForm(call)).toBe(
    '{"definition":"ab12","meta":"{\\"tenant\\":\\"x\\"}","method":"tools/call","organization":"o1","origin":"https://z.example.com","params":"{\\"arguments\\":{\\"id\\":1.0},\\"name\\":\\"host_delete\\"}","server":"s1","tool":"host_delete"}',
  );
  expect(callForm({ ...call, meta: undefined })).not.toContain("meta");
});

test.each(Object.keys(call) as (keyof typeof call)[])("another %s is another call", (name) => {
  expect(callForm({ ...call, [name]: `${call[name]} ` })).not.toBe(callForm(call));
});

test("the same words elsewhere are told by their own text", () => {
  const { organizationId, serverId, origin, definition, ...words } = call;
  expect(paramsForm({ ...call, origin: "https://other.example.com" } as never)).toBe(paramsForm(words));
  for (const name of ["method", "tool", "params", "meta"] as const)
    expect(paramsForm({ ...words, [name]: "x" })).not.toBe(paramsForm(words));
});
