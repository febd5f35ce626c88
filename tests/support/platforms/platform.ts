/** What a site thinks of a torrent. Where a platform knows no such state, another one stands for it. */
export type Moderation = "accepted" | "pending" | "rejected";

export interface SiteTorrent {
  /** A number; the platform's own id is made of it. */
  id: number;
  /** 20 bytes; null for a torrent of version 2 alone. */
  infoHash: Uint8Array | null;
  infoHashV2?: Uint8Array;
  moderation: Moderation;
  seeders: number;
  leechers: number;
  /** Unix seconds. */
  added: number;
  owner: number;
  /** The .torrent, where the platform keeps it in the database. */
  bytes?: Uint8Array;
}

export interface SiteUser {
  id: number;
  passkey: string;
  isBanned?: boolean;
}

/** A platform's tables, with the columns, types, keys and collations that its own schema gives them, and what staff and users do to them. */
export interface Platform {
  /** Of the setting `tracker`. */
  tracker: string;
  dialect: "mysql" | "postgres";
  /** Statements that make the tables. */
  schema: string;
  /** The platform's own id of a torrent or user. */
  torrentId(id: number): string;
  userId(id: number): string;
  addTorrent(torrent: SiteTorrent): string;
  moderate(id: number, moderation: Moderation): string;
  /** Null where staff cannot bring back what was deleted, and rows vanish. */
  deleteTorrent(id: number): string;
  addUser(user: SiteUser): string;
  ban(id: number): string;
  changePasskey(id: number, passkey: string): string;
  /** A user got a torrent whole. */
  download(user: number, torrent: number, at: number): string;
  /** Takes every torrent away, as a site's accident would. */
  empty: string;
  /** Takes those from an id on away. */
  shrink(from: number): string;
  /** Drops a column that says what may be offered, as an update of the site could. */
  dropColumn: string;
  /** What the site's operator does after a power cut, where its tables need it. */
  repair?: string;
  /** The table that an account has to read whole, where the platform is told by columns that are not there. */
  wholeTable?: string;
  /** False where seeders are not in the database. */
  hasSeeders: boolean;
  /** False where a database knows no moderation. */
  hasModeration: boolean;
}

/** Bytes as a literal of MySQL. */
export const hexOf = (bytes: Uint8Array | null | undefined): string =>
  bytes ? `X'${Buffer.from(bytes).toString("hex")}'` : "NULL";
