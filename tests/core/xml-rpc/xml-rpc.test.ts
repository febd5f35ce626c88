import { expect, test } from "bun:test";
import { readResponse } from "../../../src/core/xml-rpc/read-response.ts";
import { scgiBody, scgiRequest } from "../../../src/core/xml-rpc/scgi.ts";
import { writeCall } from "../../../src/core/xml-rpc/write-call.ts";
import { XmlRpcFault, type XmlRpcValue } from "../../../src/core/xml-rpc/xml-rpc-value.ts";
import { testWith } from "../../support/needs.ts";
import { python } from "../../support/python.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const response = (value: string) =>
  bytes(`<?xml version="1.0"?>\r\n<methodResponse>\r\n<params>\r\n<param>${value}</param></params></methodResponse>`);

const VALUES: XmlRpcValue[] = [
  "",
  "a <b> & 'c' \" ü 😀",
  " blanks at the ends ",
  0,
  -7,
  2 ** 31 - 1,
  true,
  [1, ["two", []]],
  { name: "d.hash", params: ["A", 1] },
];

testWith(Bun.which("python3") !== null, "python3")("Python reads our calls, and we read what it answers", () => {
  const call = Buffer.from(writeCall("d.try", [...VALUES, new Uint8Array([0, 255, 10])])).toString("base64");
  const script = `
import base64, json, sys, xmlrpc.client
parameters, method = xmlrpc.client.loads(base64.b64decode("${call}"))
values = [p for p in parameters if not isinstance(p, xmlrpc.client.Binary)]
answer = xmlrpc.client.dumps((list(values) + [parameters[-1]],), methodresponse=True, encoding="utf-8")
fault = xmlrpc.client.dumps(xmlrpc.client.Fault(-501, "Could not <find> it"))
print(json.dumps([method, values, list(parameters[-1].data), answer, fault]))`;
  const [method, values, raw, answer, fault] = JSON.parse(python(script, "/"));
  expect(method).toBe("d.try");
  expect(values).toEqual(VALUES);
  expect(raw).toEqual([0, 255, 10]);
  expect(readResponse(new TextEncoder().encode(answer))).toEqual([...VALUES, new Uint8Array([0, 255, 10])]);
  const thrown = (() => {
    try {
      return readResponse(new TextEncoder().encode(fault));
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(XmlRpcFault);
  expect(thrown).toMatchObject({ code: -501, message: "Could not <find> it" });
});

test("what no XML parser takes is read as it stands: control characters and bytes that are no UTF-8", () => {
  expect(readResponse(response("<value><string>a\x07b\xff&lt;&#65;</string></value>"))).toBe("a\x07b\udcff<A");
  expect(readResponse(response("<value>bare &amp; text</value>"))).toBe("bare & text");
  expect(readResponse(response("<value><i8>9007199254740991</i8></value>"))).toBe(9_007_199_254_740_991);
  expect(readResponse(response("<value><array><data/></array></value>"))).toEqual([]);
});

test("a path with bytes that are no UTF-8 goes out as those bytes", () => {
  expect(Buffer.from(writeCall("d.directory.set", ["/a\udcff"])).toString("latin1")).toContain(
    "<string>/a\xff</string>",
  );
});

test.each([
  ["nothing", ""],
  ["a page", "<html></html>"],
  ["a value that ends early", "<methodResponse><params><param><value><string>ab"],
  ["a number that is none", "<methodResponse><params><param><value><i4>x</i4></value></param></params>"],
  ["lists a thousand deep", `<methodResponse><params><param>${"<value><array><data>".repeat(1000)}`],
])("%s is no response", (_, text) => {
  expect(() => readResponse(bytes(text))).toThrow(SyntaxError);
});

test("a request of SCGI is the protocol's own example but for its headers", () => {
  const request = Buffer.from(scgiRequest(bytes("What is the answer to life?"), { REQUEST_METHOD: "POST" }));
  expect(request.toString("latin1")).toBe(
    "45:CONTENT_LENGTH\x0027\0SCGI\x001\0REQUEST_METHOD\0POST\0,What is the answer to life?",
  );
});

test("an answer's body is as long as its header says", () => {
  const head = "Status: 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 3\r\n\r\n";
  expect(Buffer.from(scgiBody(bytes(`${head}abcd`))).toString()).toBe("abc");
  expect(() => scgiBody(bytes(`${head}ab`))).toThrow("ends after 2 of 3 bytes");
  expect(() => scgiBody(bytes("Status: 500 Bad\r\n\r\n"))).toThrow("status 500 Bad");
  expect(() => scgiBody(bytes("abc"))).toThrow("without headers");
});
