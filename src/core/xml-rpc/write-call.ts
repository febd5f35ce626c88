import { encodePath } from "../path-bytes.ts";
import type { XmlRpcValue } from "./xml-rpc-value.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * The body of one XML-RPC call (http://xmlrpc.com/spec.md): whole numbers as `i8` beyond 32 bits, bytes as `base64`,
 * text as it is, bytes that are no UTF-8 included.
 */
export function writeCall(method: string, parameters: readonly XmlRpcValue[]): Uint8Array {
  const values = parameters.map((value) => `<param>${written(value)}</param>`).join("");
  return encodePath(
    `<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>${escaped(method)}</methodName><params>${values}</params></methodCall>`,
  );
}

function written(value: XmlRpcValue): string {
  return `<value>${typed(value)}</value>`;
}

function typed(value: XmlRpcValue): string {
  if (typeof value === "string") return `<string>${escaped(value)}</string>`;
  if (typeof value === "number") return Math.abs(value) < 2 ** 31 ? `<i4>${value}</i4>` : `<i8>${value}</i8>`;
  if (typeof value === "boolean") return `<boolean>${value ? 1 : 0}</boolean>`;
  if (value === null) return "<nil/>";
  if (value instanceof Uint8Array) return `<base64>${Buffer.from(value).toString("base64")}</base64>`;
  if (Array.isArray(value)) return `<array><data>${value.map(written).join("")}</data></array>`;
  const members = Object.entries(value).map(
    ([name, member]) => `<member><name>${escaped(name)}</name>${written(member)}</member>`,
  );
  return `<struct>${members.join("")}</struct>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}
