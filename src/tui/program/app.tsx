import { Box, useInput, usePaste, useWindowSize } from "ink";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { Panel } from "../kit/panel.tsx";
import { span } from "../kit/row.ts";
import { type Theme, ThemeProvider } from "../kit/theme.ts";
import { ApiTest } from "../tabs/api/view.tsx";
import { Backup } from "../tabs/backup/view.tsx";
import { Dashboard } from "../tabs/dashboard/view.tsx";
import { Scan } from "../tabs/scan/view.tsx";
import { Settings } from "../tabs/settings/view.tsx";
import { Statistics } from "../tabs/statistics/view.tsx";
import { Frame } from "./frame.tsx";
import { keyNames } from "./key-names.ts";
import { commandFor } from "./keymap.ts";
import { OverlayView } from "./overlay-view.tsx";
import type { Program } from "./program.ts";
import { isTooSmall, SMALLEST, type State } from "./state.ts";

/** The dashboard on a terminal: keys and its size go into the program, what the program's state says is drawn. */
export function App({ program, theme }: { program: Program; theme: Theme }) {
  const state = useSyncExternalStore(program.subscribe, () => program.state);
  const { columns, rows } = useWindowSize();
  useEffect(() => program.send({ type: "resized", columns, rows }), [program, columns, rows]);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) {
      const command = commandFor(program.state, name);
      if (command) program.send(command);
    }
  });
  usePaste((text) => {
    const { overlay } = program.state;
    if (overlay?.type === "editor") program.send({ type: "edit", edit: { insert: text.replace(/\r\n?/g, "\n") } });
    if (overlay?.type === "prompt")
      program.send({ type: "edit", edit: { insert: text.replace(/[\r\n]+/g, " ").trim() } });
  });
  return (
    <ThemeProvider value={theme}>
      <Screen
        state={
          state.size.columns === columns && state.size.rows === rows ? state : { ...state, size: { columns, rows } }
        }
      />
    </ThemeProvider>
  );
}

/** The whole screen of a state. */
export function Screen({ state }: { state: State }) {
  const { columns, rows } = state.size;
  if (isTooSmall(state.size)) {
    const lines = [`It needs ${SMALLEST.columns} × ${SMALLEST.rows}, this window is ${columns} × ${rows}.`];
    return (
      <Box width={columns} height={rows}>
        <Panel title={span("The window is too small", "warn", true)} lines={lines} width={columns} height={rows} />
      </Box>
    );
  }
  return <Frame state={state}>{viewOf(state)}</Frame>;
}

function viewOf(state: State): ReactNode {
  const { overlay } = state;
  if (overlay && overlay.type !== "prompt") return <OverlayView state={state} overlay={overlay} />;
  switch (state.tab) {
    case "dashboard":
      return <Dashboard state={state} />;
    case "scan":
      return <Scan state={state} />;
    case "statistics":
      return <Statistics state={state} />;
    case "settings":
      return <Settings state={state} />;
    case "backup":
      return <Backup state={state} />;
    case "api":
      return <ApiTest state={state} />;
  }
}
