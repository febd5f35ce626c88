/** What the server tells the page of itself, as attributes of its root element. */
export interface PageConfig {
  title: string;
  /** The operator's greeting; empty for none. */
  text: string;
  auth: string;
  /** User ids are stored as keyed hashes. */
  anonymous: boolean;
  /** Days after which records go; 0: never. */
  retentionDays: number;
  /** Rows that the request log keeps. */
  logRows: number;
}
