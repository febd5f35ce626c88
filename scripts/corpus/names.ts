import type { Random } from "./random.ts";

const FIRST = (
  "Amber Ancient Autumn Black Blue Broken Burning Cold Crimson Crooked Dark Distant Electric Empty Endless Fallen First " +
  "Forgotten Frozen Gentle Glass Golden Gray Green Hidden Hollow Invisible Iron Last Little Lonely Long Lost Midnight " +
  "Modern Northern Old Pale Paper Quiet Red Restless Sacred Second Secret Seven Shallow Silent Silver Sleeping Small " +
  "Southern Stolen Strange Sudden Twelve Velvet Wandering White Wild Winter Wooden Yellow"
).split(" ");
const SECOND = (
  "Anchor Animals Archive Avenue Bells Birds Bridge Bureau Cabin Cartographer Castle Cities Clocks Company Coast Country " +
  "Crossing Daughter Delta Desert Doors Driver Empire Engine Estate Express Fields Fire Forest Garden Ghosts Harbor " +
  "Highway Horizon Horses Hotel Hours House Inspector Island Journey Kingdom Lake Letters Library Lighthouse Line " +
  "Machine Market Memory Mirror Moon Mountain Museum Night Ocean Orchard Orchestra Passenger Planet Promise Rain Rivers " +
  "Road Room Sailors Season Shadows Signal Sisters Sky Society Song Station Stories Storm Strangers Summer Sun Theatre " +
  "Tide Tower Train Valley Village Violin Voices Voyage Water Widow Window Wolves"
).split(" ");
const FOREIGN = [
  ..."Das Boot im Nebel|Die Brücke über den Fluß|La Pêche à l’été|Où vont les étoiles|El Niño del Río|Corazón de Piedra".split(
    "|",
  ),
  ..."São João da Ribeira|Příběh staré řeky|Żółta łódź|Kışın Sessiz Şehir|Тихая река|Последний трамвай|Старый дом у моря".split(
    "|",
  ),
  ..."Η μεγάλη θάλασσα|東京の夜|雨の中の家|海辺の小さな町|长河落日|서울의 봄|דרך ארוכה הביתה|ليل المدينة|सर्दी की रात".split(
    "|",
  ),
];
const GROUPS = "AMBER BLUEBIRD CEDAR DELTA9 EMBER FOXTAIL GRANITE HERON INKWELL JUNIPER KESTREL LARK MOSS NIMBUS".split(
  " ",
);
const SOURCES = "BluRay WEB-DL WEBRip HDTV DVDRip REMUX".split(" ");
const HEIGHTS = "480p 576p 720p 1080p 2160p".split(" ");
const CODECS = "x264 x265 H.264 AV1 XviD".split(" ");

/** A title in words: English, and one in 25 in another language or script. */
export function title(random: Random): string {
  if (random.chance(0.04)) return `${random.pick(FOREIGN)} ${random.integer(2, 99)}`;
  const words = [random.pick(FIRST), random.pick(SECOND)];
  if (random.chance(0.6))
    words.push(random.pick(["of the", "and the", "in the", "without", "under the"]), random.pick(SECOND));
  if (random.chance(0.15)) words.push(String(random.integer(2, 5)));
  return random.chance(0.5) ? `The ${words.join(" ")}` : words.join(" ");
}

/** A person or band. */
export function artist(random: Random): string {
  return random.chance(0.05) ? "Sigrún Björk & Łukasz" : `The ${random.pick(FIRST)} ${random.pick(SECOND)}`;
}

export function year(random: Random): number {
  return random.integer(1948, 2026);
}

/** How a film or episode was made, `1080p.BluRay.x264-GROUP`. */
export function release(random: Random): string {
  return `${random.pick(HEIGHTS)}.${random.pick(SOURCES)}.${random.pick(CODECS)}-${random.pick(GROUPS)}`;
}

/** `A title` as `A.title`, the way release names are written. */
export function dotted(text: string): string {
  return text.replaceAll(" ", ".");
}

/** `7` as `07`. */
export function padded(number: number, digits = 2): string {
  return String(number).padStart(digits, "0");
}
