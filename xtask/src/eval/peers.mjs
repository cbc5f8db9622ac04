// Two matchers of the field over the drift cases, for `cargo xtask eval speed`: how long each takes, and how well it
// does, so that one can see it is that matcher. Written after what their authors publish: the Hypothesis client's
// quote matcher (exact places first, else approximate ones, weighed by quote, prefix, suffix and position), and
// diff-match-patch's match_main at the place the selector names.
//
//   node peers.mjs CASES TRUTHS TEXTS RUNS        with the two packages in node_modules beside the working directory

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const approximate = require("approx-string-match").default;
const DiffMatchPatch = require("diff-match-patch");

const [casesPath, truthsPath, textsPath, runs] = process.argv.slice(2);
const rows = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const texts = new Map(rows(textsPath).map((row) => [row.id, row.text]));
const truths = new Map(rows(truthsPath).map((row) => [row.id, row]));

const WEIGHTS = { quote: 50, prefix: 20, suffix: 20, position: 2 };

function places(text, words, most) {
  const found = [];
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) {
    found.push({ start: at, end: at + words.length, errors: 0 });
  }
  return found.length > 0 ? found : approximate(text, words, most);
}

function likeness(text, words) {
  if (words.length === 0 || text.length === 0) return 0;
  return 1 - places(text, words, words.length)[0].errors / words.length;
}

function hypothesis(text, { exact, prefix, suffix, hint }) {
  if (exact.length === 0) return null;
  const found = places(text, exact, Math.min(256, exact.length / 2));
  const score = ({ start, end, errors }) => {
    const before = prefix ? likeness(text.slice(Math.max(0, start - prefix.length), start), prefix) : 1;
    const after = suffix ? likeness(text.slice(end, end + suffix.length), suffix) : 1;
    return (
      WEIGHTS.quote * (1 - errors / exact.length) +
      WEIGHTS.prefix * before +
      WEIGHTS.suffix * after +
      WEIGHTS.position * (1 - Math.abs(start - hint) / text.length)
    );
  };
  let best = null;
  for (const place of found) {
    const scored = score(place);
    if (best === null || scored > best.scored) best = { ...place, scored };
  }
  return best;
}

const matcher = new DiffMatchPatch();
function diffMatchPatch(text, { exact, hint }) {
  const start = matcher.match_main(text, exact.slice(0, matcher.Match_MaxBits), hint);
  return start === -1 ? null : { start, end: start + exact.length };
}

// The corpus counts code points, JavaScript UTF-16 units.
const units = (text, points) => [...text].slice(0, points).join("").length;
const points = (text, unitsBefore) => [...text.slice(0, unitsBefore)].length;

function outcome(truth, span) {
  if (truth.class === "gone") return span ? "false" : "right";
  if (!span) return "missed";
  if (Math.abs(span.start - truth.start) <= 2 && Math.abs(span.end - truth.end) <= 2) return "right";
  const common = Math.min(span.end, truth.end) - Math.max(span.start, truth.start);
  if (common <= 0) return "elsewhere";
  const union = Math.max(span.end, truth.end) - Math.min(span.start, truth.start);
  return common / union >= 0.8 ? "close" : "partial";
}

const prepared = rows(casesPath).map((row) => {
  const text = texts.get(row.b_text);
  const hint = units(texts.get(row.a_text), row.start);
  return { text, truth: truths.get(row.id), quote: { exact: row.exact, prefix: row.prefix, suffix: row.suffix, hint } };
});

for (const [name, find] of [["Hypothesis", hypothesis], ["diff-match-patch", diffMatchPatch]]) {
  // Once for the compiler to warm up.
  for (const { text, quote } of prepared) find(text, quote);
  const times = [];
  const same = [];
  const counts = {};
  for (const { text, truth, quote } of prepared) {
    let least = Infinity;
    let span = null;
    for (let run = 0; run < Number(runs); run++) {
      const clock = process.hrtime.bigint();
      span = find(text, quote);
      least = Math.min(least, Number(process.hrtime.bigint() - clock) / 1000);
    }
    times.push(least);
    if (truth.class === "same") same.push(least);
    const place = span && { start: points(text, span.start), end: points(text, span.end) };
    const group = (counts[truth.class] ??= {});
    const what = outcome(truth, place);
    group[what] = (group[what] ?? 0) + 1;
  }
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const share = (group, ...kinds) => {
    const all = Object.values(counts[group]).reduce((a, b) => a + b, 0);
    return ((100 * kinds.reduce((sum, kind) => sum + (counts[group][kind] ?? 0), 0)) / all).toFixed(1);
  };
  const row = [
    name,
    share("same", "right"),
    share("edited", "right"),
    share("rewritten", "right"),
    share("gone", "false"),
    median(same).toFixed(1),
    median(times).toFixed(1),
    times.reduce((a, b) => a + b, 0) / 1000,
  ];
  console.log(row.join("\t"));
}
