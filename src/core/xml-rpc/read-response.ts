import { decodePath } from "../path-bytes.ts";
import { XmlRpcFault, type XmlRpcValue } from "./xml-rpc-value.ts";

/** Deeper than any answer of rTorrent; a stranger's may be made to exhaust the stack. */
const MAX_DEPTH = 32;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * The value of an XML-RPC response. rTorrent puts control characters and broken UTF-8 into its answers, which no XML
 * parser takes: text is taken as it stands.
 * @throws XmlRpcFault what the other side answers in place of a value
 * @throws SyntaxError for anything but a response
 */
export function readResponse(body: Uint8Array): XmlRpcValue {
  const reader = new Reader(decodePath(body));
  reader.open("methodResponse");
  if (reader.tryOpen("fault")) {
    const fault = reader.value(0);
    const { faultCode, faultString } = isStruct(fault) ? fault : {};
    throw new XmlRpcFault(Number(faultCode ?? 0), String(faultString ?? "a fault without a message"));
  }
  reader.open("params");
  if (reader.tryClose("params")) return null;
  reader.open("param");
  return reader.value(0);
}

function isStruct(value: XmlRpcValue): value is { [name: string]: XmlRpcValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

class Reader {
  private pos = 0;

  constructor(private readonly text: string) {
    this.skipProlog();
  }

  open(tag: string): void {
    if (!this.tryOpen(tag)) throw this.unexpected(`<${tag}>`);
  }

  tryOpen(tag: string): boolean {
    return this.take(`<${tag}>`);
  }

  tryClose(tag: string): boolean {
    return this.take(`</${tag}>`);
  }

  value(depth: number): XmlRpcValue {
    if (depth > MAX_DEPTH) throw new SyntaxError(`a response nested deeper than ${MAX_DEPTH} levels`);
    if (this.take("<value/>")) return "";
    this.open("value");
    const value = this.typed(depth);
    this.close("value");
    return value;
  }

  private typed(depth: number): XmlRpcValue {
    // Without a type it is text, blanks and all.
    const bare = /[^<]*/y;
    bare.lastIndex = this.pos;
    const text = bare.exec(this.text)?.[0] ?? "";
    if (this.text.startsWith("</value>", this.pos + text.length)) {
      this.pos += text.length;
      return unescaped(text);
    }
    for (const type of ["i4", "i8", "int", "ex.i8", "double"]) if (this.tryOpen(type)) return this.number(type);
    for (const type of ["string", "base64", "boolean"]) {
      if (this.take(`<${type}/>`)) return type === "base64" ? new Uint8Array() : "";
      if (!this.tryOpen(type)) continue;
      const content = this.content(type);
      if (type === "boolean") return content.trim() === "1";
      return type === "string" ? content : new Uint8Array(Buffer.from(content, "base64"));
    }
    if (this.take("<nil/>")) return null;
    if (this.tryOpen("array")) return this.array(depth);
    if (this.tryOpen("struct")) return this.struct(depth);
    throw this.unexpected("a value");
  }

  private array(depth: number): XmlRpcValue[] {
    const items: XmlRpcValue[] = [];
    if (!this.take("<data/>")) {
      this.open("data");
      while (!this.tryClose("data")) items.push(this.value(depth + 1));
    }
    this.close("array");
    return items;
  }

  private struct(depth: number): XmlRpcValue {
    const members: [string, XmlRpcValue][] = [];
    while (this.tryOpen("member")) {
      this.open("name");
      members.push([this.content("name"), this.value(depth + 1)]);
      this.close("member");
    }
    this.close("struct");
    return Object.fromEntries(members);
  }

  private number(type: string): number {
    const text = this.content(type).trim();
    const value = Number(text);
    if (text === "" || Number.isNaN(value)) throw new SyntaxError(`an invalid number ${JSON.stringify(text)}`);
    return value;
  }

  /** The text up to the end of an element that holds no other. */
  private content(tag: string): string {
    const end = this.text.indexOf(`</${tag}>`, this.pos);
    if (end < 0) throw this.unexpected(`</${tag}>`);
    const content = this.text.slice(this.pos, end);
    this.pos = end + tag.length + 3;
    return unescaped(content);
  }

  private close(tag: string): void {
    if (!this.tryClose(tag)) throw this.unexpected(`</${tag}>`);
  }

  private take(markup: string): boolean {
    this.skipBlanks();
    if (!this.text.startsWith(markup, this.pos)) return false;
    this.pos += markup.length;
    // A value's own blanks are text.
    if (!markup.startsWith("<value") && !markup.startsWith("<string")) this.skipBlanks();
    return true;
  }

  private skipProlog(): void {
    this.skipBlanks();
    if (!this.text.startsWith("<?", this.pos)) return;
    const end = this.text.indexOf("?>", this.pos);
    if (end < 0) throw this.unexpected("?>");
    this.pos = end + 2;
  }

  private skipBlanks(): void {
    while (/[\t\n\r ]/.test(this.text.charAt(this.pos))) this.pos++;
  }

  private unexpected(wanted: string): SyntaxError {
    const found = this.text.slice(this.pos, this.pos + 40);
    return new SyntaxError(`expected ${wanted}, found ${found === "" ? "the end" : JSON.stringify(found)}`);
  }
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
    if (code >= 0) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return ENTITIES[name] ?? whole;
  });
}
