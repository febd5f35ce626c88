import { type DragEvent, useRef, useState } from "react";
import type { Texts } from "../state/texts.ts";

interface ChooseProps {
  texts: Texts;
  /** The browser's own dialog for folders, where it has one that gives handles. */
  pickFolder: (() => void) | null;
  onInput: (files: FileList) => void;
  onDrop: (transfer: DataTransfer) => void;
}

/** The way in: a button, a place to drop on, both for the keyboard as well. */
export function Choose({ texts, pickFolder, onInput, onDrop }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop(event.dataTransfer);
  };
  return (
    <section
      aria-label={texts.chooseFolder}
      className={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <button type="button" className="primary" onClick={() => (pickFolder ?? (() => input.current?.click()))()}>
        {texts.chooseFolder}
      </button>
      <p>{texts.dropHere}</p>
      <p className="hint">{texts.asksFirst}</p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={texts.chooseFolder}
        {...{ webkitdirectory: "" }}
        onChange={(event) => event.target.files && onInput(event.target.files)}
      />
    </section>
  );
}
