// Values as JSON, whatever a page's libraries have put on the prototypes: one of old says every list as a text, by a
// `toJSON` that `JSON.stringify` obeys.

/** The value as JSON. It is made of objects, lists, texts and numbers; members without a value are left out. */
export function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join()}]`;
  if (!value || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${json(member)}`).join()}}`;
}
