/** Why a server gave no answer that can be used. */
export type ProblemKind =
  /** No connection, or it broke off. */
  | "unreachable"
  | "timeout"
  /** The caller's signal. */
  | "stopped"
  /** 401: it does not know who asks. */
  | "unauthorized"
  /** 403 */
  | "forbidden"
  /** 413, or more files than it takes: fewer at a time may do. */
  | "too_large"
  /** 429 or 503, after as many tries as are made. */
  | "busy"
  /** A redirect to another host, which gets nothing of what this one was to have. */
  | "redirected"
  /** Any other status. */
  | "rejected"
  /** A body of another form, or broken off. */
  | "bad_answer"
  /** A body over the limit; fewer files at a time may do. */
  | "answer_too_large";

/** A problem as a value: what, where and with which value, in one sentence without secrets. */
export interface Problem {
  kind: ProblemKind;
  message: string;
  /** HTTP status, where there was one. */
  status: number | null;
  /** The server's own `code`, where its answer has the form of the protocol. */
  code: string | null;
}

/** A value, or why there is none. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** An outcome without a value. */
export function failed(
  kind: ProblemKind,
  message: string,
  { status = null, code = null }: { status?: number | null; code?: string | null } = {},
): { ok: false; problem: Problem } {
  return { ok: false, problem: { kind, message, status, code } };
}

/** Text of a stranger for a message: one line, no control characters or marks of direction, at most 200 characters. */
export function quoted(text: string): string {
  const plain = text.replace(/[\p{C}\s]+/gu, " ").trim();
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain;
}
