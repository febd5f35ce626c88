/** A value of XML-RPC, as far as rTorrent speaks it; text may hold bytes that are no UTF-8 as `decodePath` has them. */
export type XmlRpcValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | XmlRpcValue[]
  | { [name: string]: XmlRpcValue };

/** What the other side answers in place of a value: its own code and words. */
export class XmlRpcFault extends Error {
  override readonly name = "XmlRpcFault";

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}
