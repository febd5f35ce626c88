import type { Database } from "bun:sqlite";
import type { Scope } from "../../core/access/access.ts";

/** A token without its secret; times in Unix milliseconds. */
export interface Token {
  id: number;
  name: string;
  /** SHA-256 of the token. */
  hash: Uint8Array;
  scopes: Scope[];
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
}

type Row = Omit<Token, "scopes"> & { scopes: string };

const COLUMNS = `id, name, hash, scopes, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS revokedAt,
  last_used_at AS lastUsedAt`;

/** Tokens for the API. A revoked one stays, so that it is still known whose it was. */
export class Tokens {
  constructor(private readonly database: Database) {}

  /** Adds a token; false when one of this name is in force. Call inside a write transaction. */
  add(token: Pick<Token, "name" | "hash" | "scopes" | "createdAt" | "expiresAt">): boolean {
    const { name, hash, scopes, createdAt, expiresAt } = token;
    const sql = `INSERT INTO tokens (name, hash, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`;
    return this.database.query(sql).run(name, hash, scopes.join(), createdAt, expiresAt).changes > 0;
  }

  /** The token with this hash, whether it still holds or not. */
  find(hash: Uint8Array): Token | null {
    const row = this.database.query<Row, [Uint8Array]>(`SELECT ${COLUMNS} FROM tokens WHERE hash = ?`).get(hash);
    return row ? tokenOf(row) : null;
  }

  /** All tokens, the oldest first. */
  all(): Token[] {
    return this.database.query<Row, []>(`SELECT ${COLUMNS} FROM tokens ORDER BY id`).all().map(tokenOf);
  }

  /** Revokes the token of this name that is in force; false when there is none. Call inside a write transaction. */
  revoke(name: string, at: number): boolean {
    const sql = "UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL";
    return this.database.query(sql).run(at, name).changes > 0;
  }

  /** Notes when tokens were last used: id → time. Call inside a write transaction. */
  used(times: ReadonlyMap<number, number>): void {
    const note = this.database.query("UPDATE tokens SET last_used_at = max(ifnull(last_used_at, 0), ?) WHERE id = ?");
    for (const [id, at] of times) note.run(at, id);
  }
}

function tokenOf(row: Row): Token {
  return { ...row, scopes: row.scopes.split(",") as Scope[] };
}
