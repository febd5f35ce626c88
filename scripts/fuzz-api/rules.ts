import { misfit } from "../../tests/support/openapi-schema.ts";
import type { Tried } from "./requests.ts";
import type { Answer } from "./wire.ts";

/** What the server says of itself when it does not take something for HTTP: a status and nothing else. */
const REFUSALS = new Set([400, 413, 431, 505]);
/** What any path may answer. */
const ANYWHERE = [404, 405];
/** Of a program's insides: frames of a stack, SQL, paths of a machine. */
const INSIDES = /\n\s+at |\.ts:\d+|SQLITE_|\/(?:home|root|tmp|work|usr)\//;

/** What is wrong with an answer; null when nothing is. */
export function faultOf({ sent, operation, isAimed, isMangled }: Tried, answer: Answer | null): string | null {
  if (answer === null) return isMangled ? null : "closed without an answer";
  const { status, headers, body } = answer;
  const type = headers.get("content-type");
  if (isMangled && REFUSALS.has(status) && type === undefined && body.length === 0) return null;
  if (status >= 500) return `status ${status}: ${body.toString().slice(0, 200)}`;
  if (sent.method === "HEAD" && body.length > 0) return "an answer to HEAD with a body";
  if (status === 405 && !headers.get("allow")) return "405 without Allow";
  if (status === 204)
    return sent.method === "OPTIONS" && headers.get("allow") ? null : "204 to another verb than OPTIONS";
  if (status >= 400) return errorFault(answer, sent.method);
  if (headers.get("cache-control") !== "no-store" && status !== 308)
    return `Cache-Control: ${headers.get("cache-control")}`;
  const isOurs = isAimed && !isMangled && sent.method === operation.method;
  return isOurs ? documentedFault(operation.answers, answer) : null;
}

/** An undocumented status, or a body that is not what the document says. */
function documentedFault(answers: Tried["operation"]["answers"], { status, headers, body }: Answer): string | null {
  const schema = answers.get(status);
  if (schema === undefined) return `status ${status} is not documented`;
  if (schema === null) return null;
  const what =
    headers.get("content-type") === "application/json" ? misfit(JSON.parse(body.toString()), schema) : "no JSON";
  return what && `status ${status}: ${what}`;
}

function errorFault({ status, headers, body }: Answer, method: string): string | null {
  if (headers.get("content-type") !== "application/json") return `${status} as ${headers.get("content-type")}`;
  if (headers.get("cache-control") !== "no-store")
    return `${status} with Cache-Control: ${headers.get("cache-control")}`;
  if (method === "HEAD") return null;
  const said: unknown = JSON.parse(body.toString());
  const { status: word, code, message, ...rest } = said as Record<string, unknown>;
  const isError = word === "error" && typeof code === "string" && typeof message === "string";
  if (!isError) return `${status} in another form: ${body.toString().slice(0, 200)}`;
  // What was asked for is named in the sentence, cut: an error says no more than that.
  if (Object.keys(rest).length > 0) return `${status} with more than an error: ${Object.keys(rest)}`;
  return INSIDES.test(message.replaceAll("/etc/passwd", ""))
    ? `${status} tells of insides: ${message.slice(0, 200)}`
    : null;
}

/** A status that the document does not give for an operation that was surely meant. */
export function undocumented({ sent, operation, isAimed, isMangled }: Tried, answer: Answer | null): string | null {
  if (!answer || !isAimed || isMangled || sent.method !== operation.method) return null;
  const known =
    operation.answers.has(answer.status) || (ANYWHERE.includes(answer.status) && operation.answers.has(404));
  return known ? null : `status ${answer.status} is not documented`;
}
