const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The value of a header, which the runtime reads as Latin-1, as UTF-8 where that is what its bytes are; null for none. */
export function headerText(headers: Headers, name: string): string | null {
  const value = headers.get(name);
  if (value === null || !/[\x80-\xff]/.test(value)) return value;
  try {
    return utf8.decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}
