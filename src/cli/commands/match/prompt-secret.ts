import { network } from "../../../client/sources/network.ts";
import { handshake } from "../../../core/protocol/handshake.ts";
import type { Credentials, ServerAddress } from "../../../core/protocol/server-address.ts";
import { ask } from "../../io/ask.ts";
import type { Io } from "../../io/io.ts";
import { untilAborted } from "../../io/until-aborted.ts";
import { checked } from "./secrets.ts";

/**
 * Asks at the terminal for the passkey or token that a server wants, where neither was given and somebody sits there who
 * can be asked without it being seen. Answers the credentials as they are otherwise.
 */
export async function promptForSecret(io: Io, credentials: Credentials, address: ServerAddress): Promise<Credentials> {
  const isGiven = credentials.token !== null || credentials.passkey !== null;
  if (!io.interactive || io.hideTyping === undefined || isGiven || address.handshake === "") return credentials;
  const outcome = await handshake(network, address, { signal: io.signal });
  if (outcome.ok || outcome.problem.kind !== "unauthorized") return credentials;
  const what = /passkey/i.test(outcome.problem.message) ? "passkey" : "token";
  const show = io.hideTyping();
  if (show === null) return credentials;
  try {
    const stdin = () => untilAborted(io.stdin(), io.signal);
    const typed = await ask(
      { ...io, stdin },
      `${what === "passkey" ? "Passkey" : "Token"} for ${new URL(address.handshake).host}: `,
    );
    return typed === "" ? credentials : { ...credentials, [what]: checked(typed, what) };
  } finally {
    show();
    io.err.write("\n");
  }
}
