import type { Database } from "bun:sqlite";
import type { SealedUser } from "../../core/access/let-in.ts";

/** A user who was let in. */
export interface LetInRow {
  /** The user's id, sealed. */
  identity: Uint8Array;
  /** When the tracker said yes, in Unix milliseconds. */
  at: number;
  /** Since when the tracker could not be asked again; null while it can. */
  staysSince: number | null;
}

/** What is wrong with the tracker's answers. */
export interface CallbackTrouble {
  what: string;
  /** Unix milliseconds. */
  at: number;
}

const KEY = "let_in_key";

/** Whom the tracker let in, in this database alone; all changes inside a write transaction. */
export class LetIn {
  constructor(private readonly database: Database) {}

  /** The key of all HMACs; null as long as nobody was let in. */
  key(): Uint8Array | null {
    const sql = "SELECT value FROM local_secrets WHERE name = ?";
    return this.database.query<{ value: Uint8Array }, [string]>(sql).get(KEY)?.value ?? null;
  }

  /** The same, made now if there is none. */
  makeKey(): Uint8Array {
    this.database.query("INSERT OR IGNORE INTO local_secrets (name, value) VALUES (?, randomblob(32))").run(KEY);
    return this.key() ?? new Uint8Array();
  }

  find(passkey: Uint8Array): LetInRow | null {
    const sql = "SELECT identity, at, stays_since AS staysSince FROM local_let_in WHERE passkey = ?";
    return this.database.query<LetInRow, [Uint8Array]>(sql).get(passkey);
  }

  put({ passkey, user, identity }: SealedUser, at: number): void {
    this.database
      .query("INSERT OR REPLACE INTO local_let_in (passkey, user, identity, at) VALUES (?, ?, ?, ?)")
      .run(passkey, user, identity, at);
  }

  /** Notes that the tracker cannot be asked about somebody, if that is not noted yet. */
  noteStay(passkey: Uint8Array, at: number): void {
    this.database
      .query("UPDATE local_let_in SET stays_since = ? WHERE passkey = ? AND stays_since IS NULL")
      .run(at, passkey);
  }

  /** Removes what is older than a time. */
  removeBefore(at: number): void {
    this.database.query("DELETE FROM local_let_in WHERE at < ?").run(at);
  }

  /** Forgets passkeys; answers of questions on their way are not kept either. @returns how many were known */
  forgetPasskeys(passkeys: readonly Uint8Array[]): number {
    return this.forget("passkey", passkeys);
  }

  /** The same for users, by the HMACs of their ids. */
  forgetUsers(users: readonly Uint8Array[]): number {
    return this.forget("user", users);
  }

  /** The same for all. */
  forgetAll(): number {
    this.noteForget();
    return this.database.query("DELETE FROM local_let_in").run().changes;
  }

  /** A number that is another one after somebody was forgotten. */
  forgets(): number {
    return this.database.query<{ n: number }, []>("SELECT forgets AS n FROM callback_state").get()?.n ?? 0;
  }

  /** What is wrong with the tracker's answers; null when nothing is. */
  trouble(): CallbackTrouble | null {
    const sql = "SELECT trouble AS what, trouble_at AS at FROM callback_state WHERE trouble IS NOT NULL";
    return this.database.query<CallbackTrouble, []>(sql).get();
  }

  /** Notes what is wrong, and null when nothing is any more. */
  noteTrouble(trouble: CallbackTrouble | null): void {
    this.database
      .query("UPDATE callback_state SET trouble = ?, trouble_at = ?")
      .run(trouble?.what ?? null, trouble?.at ?? null);
  }

  private forget(column: "passkey" | "user", macs: readonly Uint8Array[]): number {
    this.noteForget();
    const remove = this.database.query(`DELETE FROM local_let_in WHERE ${column} = ?`);
    return macs.reduce((known, each) => known + remove.run(each).changes, 0);
  }

  private noteForget(): void {
    this.database.run("UPDATE callback_state SET forgets = forgets + 1");
  }
}
