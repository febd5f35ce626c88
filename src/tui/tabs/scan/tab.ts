import { bind } from "../../contract/binding.ts";
import { step } from "../../contract/step.ts";
import type { Tab } from "../../contract/tab.ts";
import { ScanEffects } from "./effects.ts";
import { chosenPath, SCAN, type ScanEffect, type ScanMessage, type ScanState, scanStep } from "./state.ts";
import { ScanView } from "./view.tsx";

const isScanning = ({ job }: ScanState) => job !== null;
const isIdle = (state: ScanState) => !isScanning(state);
const hasPath = (state: ScanState) => chosenPath(state) !== null;
const canScanPath = (state: ScanState) => isIdle(state) && hasPath(state);

/** Scan paths, scans, and what they rejected. */
export const scan: Tab<ScanState, ScanMessage, ScanEffect> = {
  title: "Scan",
  short: "Scan",
  start: SCAN,
  keys: [
    bind("c", "c", "Cancel", "Stop the scan and keep what was read", { type: "cancel" }, isScanning),
    bind("s", "s", "Scan", "Scan all paths", { type: "scan" }, isIdle),
    bind("enter", "Enter", "", "Scan the selected path only", { type: "scan-path" }, canScanPath),
    bind("a", "a", "Add path", "Add a scan path", { type: "add-path" }),
    bind("d", "d", "Remove", "Remove the selected scan path", { type: "remove-path" }, hasPath),
    bind("/", "/", "Filter", "Filter rejected files by text", { type: "filter" }),
    bind("P", "P", "", "Scan and accept missing torrents", { type: "prune" }, isIdle),
  ],
  step: scanStep,
  enter: (state) => step(state, { type: "load" }),
  isStale: (before, live) =>
    before?.lastScan?.id !== live.lastScan?.id ||
    before?.lastScan?.status !== live.lastScan?.status ||
    before?.counts.scanPaths !== live.counts.scanPaths,
  isOpen: ({ filter }) => filter !== "",
  underWay: ({ job }) => (job ? "The scan" : null),
  View: ScanView,
  effects: (context) => new ScanEffects(context),
};
