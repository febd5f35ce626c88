import type { Texts } from "../state/texts.ts";

interface WhoProps {
  texts: Texts;
  auth: string;
}

/** A field for the passkey or token, where the server asks for one; the browser may remember it, the page does not. */
export function Who({ texts, auth }: WhoProps) {
  if (auth !== "tracker" && auth !== "callback" && auth !== "token") return null;
  const isToken = auth === "token";
  return (
    <p className="field">
      <label htmlFor="secret">{isToken ? texts.token : texts.passkey}</label>
      <input
        id="secret"
        name="secret"
        type="password"
        autoComplete="current-password"
        spellCheck={false}
        required
        aria-describedby="secret-help"
      />
      <small id="secret-help">{isToken ? texts.tokenHelp : texts.passkeyHelp}</small>
    </p>
  );
}
