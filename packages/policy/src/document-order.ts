/**
 * The order in which a document names its tool entries. A JavaScript object lists integer-like keys first ("42" before
 * "a"), so the order of the text is kept beside the object that the text became.
 */
const orders = new WeakMap<object, readonly string[]>();

/** The keys of `tools` in document order; an object that was not read from a text has the order of its keys. */
export const orderedKeys = (tools: object): readonly string[] => orders.get(tools) ?? Object.keys(tools);

export const rememberOrder = (tools: object, keys: readonly string[]): void => {
  orders.set(tools, keys);
};
