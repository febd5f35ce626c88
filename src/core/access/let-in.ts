import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

/** Whom the tracker let in, as the database may keep it: neither the passkey nor the user's id can be read from it. */
export interface SealedUser {
  /** HMAC of the passkey, and of the address that was asked: another tracker knows other users. */
  passkey: Uint8Array;
  /** HMAC of the user's id. */
  user: Uint8Array;
  /** The user's id, to be opened with the passkey alone. */
  identity: Uint8Array;
}

/** Bytes that AES-GCM wants to be others each time. */
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The name of a passkey in the database. @param template `auth_callback_url` */
export function passkeyMac(key: Uint8Array, template: string, passkey: string): Uint8Array {
  return mac(key, "passkey", template, passkey);
}

/** The name of a user in the database. */
export function userMac(key: Uint8Array, identity: string): Uint8Array {
  return mac(key, "user", identity);
}

/** @param nonce `NONCE_BYTES` random bytes */
export function sealUser(
  key: Uint8Array,
  template: string,
  passkey: string,
  identity: string,
  nonce: Uint8Array,
): SealedUser {
  const cipher = createCipheriv("aes-256-gcm", mac(key, "identity", template, passkey), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(identity, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { passkey: passkeyMac(key, template, passkey), user: userMac(key, identity), identity: sealed };
}

/** The user's id; null for what was sealed with another key, or is damaged. */
export function openUser(key: Uint8Array, template: string, passkey: string, sealed: Uint8Array): string | null {
  try {
    const decipher = createDecipheriv(
      "aes-256-gcm",
      mac(key, "identity", template, passkey),
      sealed.subarray(0, NONCE_BYTES),
    );
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const text = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

function mac(key: Uint8Array, ...parts: string[]): Uint8Array {
  return createHmac("sha256", key).update(JSON.stringify(parts)).digest();
}
