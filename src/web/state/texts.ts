const files = (count: string) => (count === "1" ? "1 file" : `${count} files`);

/** Every text of the page in one language; another language is another value of this type. */
export const ENGLISH = {
  lead: "Choose the folder that holds your downloads. Your browser finds the torrents you can seed again and checks every piece on this device. The server sees file names, sizes and the result of the check, never what is in a file.",
  chooseFolder: "Choose a folder",
  dropHere: "or drop folders and files here",
  noFiles: "This folder has no files.",
  slowList: "Your browser lists all files first. A very large folder can take a minute.",
  reading: "Reading names and sizes",
  files: (count: string, size: string) => `${files(count)}, ${size}`,
  passkey: "Passkey",
  passkeyHelp: "The passkey in your announce URL. This page does not store it.",
  token: "Access token",
  tokenHelp: "You get it from whoever runs this server. This page does not store it.",
  start: "Find my torrents",
  stop: "Stop",
  pause: "Pause",
  resume: "Resume",
  again: "Choose another folder",
  asking: (asked: string, of: string) => `Asked about ${asked} of ${of} files`,
  tooSmall: (count: string, size: string) => `${files(count)} smaller than ${size}: skipped, as this server asks`,
  checking: (read: string, total: string, rate: string, left: string) =>
    `Checked ${read} of ${total}, ${rate}, ${left} left`,
  waiting: (seconds: string) => `The server is busy. Next try in ${seconds} s.`,
  stopped: "Stopped. What was found so far is listed below.",
  done: (ready: string, partial: string, near: string) => `${ready} ready, ${partial} partial, ${near} near`,
  stoppedEmpty: "Stopped before anything was found.",
  none: "Found no torrents for these files.",
  legend:
    "Ready: every piece is right. Partial: what is here is right, other files are missing. Near: some pieces differ.",
  problems: "Problems",
  moreProblems: (count: string) => `and ${count} more`,
  result: "Torrents",
  list: "List of torrents",
  name: "Name",
  status: "Status",
  filesColumn: "Files",
  sizeColumn: "Size",
  seeders: "Seeders",
  seedersOf: (count: string | null) =>
    count === null ? "seeders unknown" : count === "1" ? "1 seeder" : `${count} seeders`,
  statuses: { ready: "Ready", partial: "Partial", near: "Near" },
  renamed: (count: string) => `${count} renamed`,
  sortBy: "Sort by",
  filter: "Filter by name",
  onlyReady: "Only ready",
  onlyDead: "Only without seeders",
  select: (name: string) => `Select ${name}`,
  selectAll: "Select all shown",
  download: (count: string) => `Download ${count} as ZIP`,
  downloadOne: "Download",
  downloadOneOf: (name: string) => `Download ${name}`,
  selected: (count: string, size: string) => `${count} selected, ${size}`,
  next: "What to do next",
  nextClient:
    "Add each .torrent to your client, choose the folder that holds its files, and let the client check them. layout.txt in the ZIP says where each file is and what its torrent calls it. For a Near torrent the client downloads the pieces that differ, into your file.",
  nextCommand:
    "Or let ReSeeder do all of it on the machine that has the files: it links them under their torrents' names and adds what is ready to your client.",
  report: "The server was told which torrents you can seed.",
  privacy: "What the server stores",
  privacyRequests:
    "The server logs the time of each request, your address, and how many files and torrents it was about, but no file names. It also stores the result of your check.",
  privacyNone: "It does not ask who you are.",
  privacyNamed: "Your user id is stored with these records, and with each torrent that you are given.",
  privacyAnonymous:
    "A keyed hash of your user id is stored with these records, and with each torrent that you are given; the id itself is not.",
  privacyDays: (days: string) => `All of this is deleted after ${days === "1" ? "a day" : `${days} days`}.`,
  privacyRows: (rows: string) => `The log holds the last ${rows} requests; older ones are deleted.`,
  docs: "API documentation",
  noScript: "This page needs JavaScript.",
};

export type Texts = typeof ENGLISH;
