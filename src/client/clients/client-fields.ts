import { strangeAnswer } from "./client-http.ts";

/** The fields of an object that a client answered, checked as they are taken. Every method throws ReseederError CLIENT_ANSWER. */
export class ClientFields {
  private readonly fields: Readonly<Record<string, unknown>>;

  /** @param title of the client, @param asked what it was asked for; both for errors */
  constructor(
    private readonly title: string,
    private readonly asked: string,
    value: unknown,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.strange("an object", value);
    this.fields = value as Record<string, unknown>;
  }

  text(name: string, fallback?: string): string {
    const value = this.fields[name] ?? fallback;
    if (typeof value === "string") return value;
    throw this.strange(`text as ${name}`, value);
  }

  number(name: string, fallback?: number): number {
    const value = this.fields[name] ?? fallback;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.strange(`a number as ${name}`, value);
  }

  /** A flag; absent is false. */
  flag(name: string): boolean {
    return this.fields[name] === true;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  value(name: string): unknown {
    return this.fields[name];
  }

  object(name: string): ClientFields {
    return new ClientFields(this.title, this.asked, this.fields[name]);
  }

  objects(name: string): ClientFields[] {
    return objectsOf(this.title, this.asked, this.fields[name]);
  }

  list(name: string): unknown[] {
    const value = this.fields[name];
    if (Array.isArray(value)) return value;
    throw this.strange(`a list as ${name}`, value);
  }

  /** Every field that is an object, by its name. */
  entries(): [string, ClientFields][] {
    return Object.entries(this.fields).map(([name, value]) => [name, new ClientFields(this.title, this.asked, value)]);
  }

  private strange(wanted: string, got: unknown) {
    return strangeAnswer(this.title, this.asked, `${JSON.stringify(got) ?? "nothing"} instead of ${wanted}`);
  }
}

/** The objects of a list that a client answered. @throws ReseederError CLIENT_ANSWER */
export function objectsOf(title: string, asked: string, value: unknown): ClientFields[] {
  if (!Array.isArray(value)) {
    throw strangeAnswer(title, asked, `${JSON.stringify(value)?.slice(0, 120) ?? "nothing"} instead of a list`);
  }
  return value.map((item) => new ClientFields(title, asked, item));
}
