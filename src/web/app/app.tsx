import { type FormEvent, useEffect, useReducer, useRef, useState } from "react";
import type { ChosenFile } from "../engine/chosen-file.ts";
import type { EngineNews } from "../engine/messages.ts";
import type { EngineOrder } from "../engine/orders.ts";
import { readDrop } from "../files/dropped.ts";
import { save } from "../files/save.ts";
import { listedFiles, type PathFile, sizeFiles } from "../files/sized-files.ts";
import type { PageConfig } from "../state/page-config.ts";
import { START, update } from "../state/state.ts";
import type { Texts } from "../state/texts.ts";
import { formatBytes, formatCount } from "../views/amounts.ts";
import { Choose } from "../views/choose.tsx";
import { Next, Privacy, Problems, Unanswered } from "../views/notes.tsx";
import { Progress, TooSmall } from "../views/progress.tsx";
import { Results } from "../views/results.tsx";
import { Who } from "../views/who.tsx";

interface AppProps {
  config: PageConfig;
  texts: Texts;
  engine: Worker;
  /** Where the server answers. */
  base: string;
}

type FolderPicker = () => Promise<FileSystemDirectoryHandle>;

/** The whole page. */
export function App({ config, texts, engine, base }: AppProps) {
  const [state, dispatch] = useReducer(update, START);
  const sizing = useRef(new AbortController());
  const [now, setNow] = useState(() => performance.now());
  const order = (what: EngineOrder) => engine.postMessage(what);

  useEffect(() => {
    const onNews = ({ data: news }: MessageEvent<EngineNews>) => {
      if (news.type === "saved") save(news.blob, news.name);
      setNow(performance.now());
      dispatch({ type: "news", news, now: performance.now() });
    };
    engine.addEventListener("message", onNews);
    return () => engine.removeEventListener("message", onNews);
  }, [engine]);

  const begin = () => {
    sizing.current = new AbortController();
    dispatch({ type: "walk" });
    order({ type: "choose" });
    return sizing.current.signal;
  };
  const take = async (files: Iterable<PathFile>, handles: FileSystemDirectoryHandle[], signal: AbortSignal) => {
    let count = 0;
    const add = (part: ChosenFile[]) => {
      order({ type: "add", files: part });
      count += part.length;
      dispatch({ type: "news", news: { type: "walking", files: count }, now: performance.now() });
    };
    if (await sizeFiles(files, add, signal)) order({ type: "walk", handles });
  };
  const picker = (globalThis as { showDirectoryPicker?: FolderPicker }).showDirectoryPicker;
  const pickFolder =
    picker === undefined
      ? null
      : () => {
          // It rejects when the user thinks better of it.
          picker().then(
            (handle) => take([], [handle], begin()),
            () => {},
          );
        };
  const onInput = (files: FileList) => take(listedFiles(files), [], begin());
  const onDrop = async (transfer: DataTransfer) => {
    const reading = readDrop(transfer);
    const signal = begin();
    const { handles, files } = await reading;
    await take(files, handles, signal);
  };
  const start = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const secret = new FormData(event.currentTarget).get("secret");
    const text = typeof secret === "string" && secret !== "" ? secret.trim() : null;
    const isToken = config.auth === "token";
    dispatch({ type: "start" });
    order({ type: "start", base, passkey: isToken ? null : text, token: isToken ? text : null });
  };
  const reset = () => {
    sizing.current.abort();
    order({ type: "stop" });
    dispatch({ type: "reset" });
  };
  const pause = (on: boolean) => {
    order({ type: on ? "pause" : "resume" });
    dispatch({ type: "pause", on, now: performance.now() });
  };

  const isBefore = state.step === "choose" || state.step === "walking" || state.step === "ready";
  const again = (
    <button type="button" onClick={reset}>
      {texts.again}
    </button>
  );

  return (
    <main>
      <h1>{config.title}</h1>
      {config.text !== "" && <p className="greeting">{config.text}</p>}
      {isBefore && <p>{texts.lead}</p>}
      {state.step === "choose" && <Choose texts={texts} pickFolder={pickFolder} onInput={onInput} onDrop={onDrop} />}
      {state.step === "walking" && (
        <p role="status">
          {texts.reading}: {formatCount(state.files)}
        </p>
      )}
      {state.step === "ready" && (
        <form onSubmit={start}>
          <p role="status">
            {state.files === 0 ? texts.noFiles : texts.files(formatCount(state.files), formatBytes(state.bytes))}
          </p>
          <Who texts={texts} auth={config.auth} />
          <p className="tools">
            <button type="submit" className="primary" disabled={state.files === 0}>
              {texts.start}
            </button>
            {again}
          </p>
        </form>
      )}
      {state.step === "running" && <Progress state={state} texts={texts} now={now} />}
      {state.step === "done" && state.stopped && (
        <p role="status">{state.torrents.length > 0 ? texts.stopped : texts.stoppedEmpty}</p>
      )}
      <Unanswered state={state} auth={config.auth} texts={texts} />
      <p className="tools">
        {state.step === "running" && (
          <>
            <button type="button" onClick={() => pause(!state.paused)}>
              {state.paused ? texts.resume : texts.pause}
            </button>
            <button type="button" onClick={() => order({ type: "stop" })}>
              {texts.stop}
            </button>
          </>
        )}
        {state.step === "done" && state.unanswered !== null && (
          <button type="button" onClick={() => dispatch({ type: "retry" })}>
            {texts.retry}
          </button>
        )}
        {(state.step === "walking" || state.step === "done") && again}
      </p>
      {(state.step === "running" || state.step === "done") && (
        <Results
          state={state}
          texts={texts}
          dispatch={dispatch}
          onZip={(infoHashes) => order({ type: "zip", infoHashes })}
          onTorrent={(infoHash) => order({ type: "torrent", infoHash })}
        />
      )}
      <TooSmall state={state} texts={texts} />
      {state.reported && (
        <p role="status" className="hint">
          {texts.report}
        </p>
      )}
      <Problems state={state} texts={texts} />
      {state.step === "done" && state.torrents.length > 0 && <Next texts={texts} base={base} />}
      <Privacy config={config} texts={texts} />
      <footer>
        <a href="docs">{texts.docs}</a>
      </footer>
    </main>
  );
}
