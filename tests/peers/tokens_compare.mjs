// Compares the tokens of `skald tokens` with those of npm's tiktoken, number by number.
// usage: node tests/peers/tokens_compare.mjs --skald PROGRAM [--tokens N] [--seed S] [PATH...]
//
// Takes text files below the paths (usual: this repository), then makes texts by seed, until N
// tokens are compared; both encodings. Prints a line at the end; exit status 1 at the first
// difference, with the text around it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(new URL("../../build/peers/", import.meta.url));
const { get_encoding: getEncoding } = require("tiktoken");

const ENCODINGS = ["cl100k_base", "o200k_base"];
const BATCH_TEXTS = 400;
const BATCH_CHARACTERS = 1_500_000;
const FILE_BYTES = 300_000;

function options(words) {
  const found = { tokens: 1_000_000, seed: 1, paths: [] };
  for (let i = 0; i < words.length; ++i) {
    if (words[i] === "--skald") found.skald = words[++i];
    else if (words[i] === "--tokens") found.tokens = Number(words[++i]);
    else if (words[i] === "--seed") found.seed = Number(words[++i]);
    else found.paths.push(words[i]);
  }
  if (!found.skald) throw new Error("--skald PROGRAM is missing");
  if (found.paths.length === 0) found.paths = ["llm", "replay", "engine", "tools", "data"];
  return found;
}

function* textsOf(path) {
  let status;
  try {
    status = statSync(path);
  } catch {
    return; // a link to nowhere
  }
  if (status.isDirectory()) {
    for (const name of readdirSync(path).sort()) yield* textsOf(join(path, name));
  } else if (status.isFile() && status.size > 0) {
    const bytes = readFileSync(path).subarray(0, FILE_BYTES);
    if (!bytes.includes(0)) yield bytes;
  }
}

/// Numbers from 0 to 2^32 - 1, the same for a seed everywhere (mulberry32).
function drawsOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

// What the patterns tell apart, and what is easily mistaken.
const TRICKY = ["a", "e", "s", "S", "t", "T", "\u017f", "\u212a", "ll", "LL", "ve", "re", "d", "m",
  "'", "\u2019", "A", "Z", "\u00c9", "\u01c5", "\u02b0", "\u00aa", "\u0301", "\u0903", "\u4f60",
  "\u3042", "\ud55c", "1", "9", "\u00bd", "\u0663", "\u2167", " ", "  ", "\t", "\n", "\r", "\r\n",
  "\u000b", "\u0085", "\u00a0", "\u1680", "\u2028", "\u3000", "\u001c", "\u001f", "\u200b",
  "\ufeff", "!", "/", "//", "_", "-", "(", "\"", "\u20ac", "\u{1f44d}", "\u{1f3fd}", "\u200d",
  "\u{10ffff}", "\u0378", "<|endoftext|>", "\u0000"];
const RUNS = ["a", "A", "_", "^", "0", " ", "\n", "'s", "=", "\u4e2d", "\u{1f600}", "ab", " \n"];
const RANGES = [[0x20, 0x7e], [0xa0, 0x24f], [0x370, 0x5ff], [0x900, 0xdff], [0xe00, 0x10ff],
  [0x2000, 0x2bff], [0x3000, 0x30ff], [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0x1f300, 0x1faff],
  [0x0, 0xd7ff], [0xe000, 0x10ffff]];

function* madeTexts(seed) {
  const draw = drawsOf(seed);
  const below = (limit) => draw() % limit;
  const pick = (list) => list[below(list.length)];
  const make = (count, part) => Array.from({ length: count }, part).join("");
  while (true) {
    for (let i = 0; i < 300; ++i) {
      const some = Array.from({ length: 1 + below(8) }, () => pick(TRICKY));
      yield Buffer.from(make(1 + below(30), () => pick(some)));
    }
    for (const [first, last] of RANGES) {
      const point = () => String.fromCodePoint(first + below(last - first + 1));
      yield Buffer.from(make(1 + below(2000), () => point() + (below(9) ? "" : pick(TRICKY))));
    }
    const run = pick(RUNS);
    yield Buffer.from(pick(["", " ", "x", "\n"]) + run.repeat(1 + below(3000)) + pick(TRICKY));
    yield Buffer.from(Buffer.from(make(1 + below(3000), () => String.fromCharCode(below(256))),
      "latin1").toString("base64"));
    yield Buffer.from(make(200, () => String.fromCharCode(below(256))), "latin1"); // not UTF-8
  }
}

function compareBatch(texts, folder, skald, encoder, encoding) {
  const files = texts.map((text, i) => {
    const file = join(folder, String(i));
    writeFileSync(file, text);
    return file;
  });
  const ran = spawnSync(skald, ["tokens", "--ids", "--encoding", encoding, ...files],
    { encoding: "utf8", maxBuffer: 2 ** 30 });
  if (ran.status !== 0) throw new Error(`${skald} failed: ${ran.stderr || ran.error}`);
  const lines = ran.stdout.split("\n");
  let compared = 0;
  texts.forEach((text, i) => {
    const expected = encoder.encode_ordinary(new TextDecoder("utf-8", { ignoreBOM: true })
      .decode(text));
    const found = lines[i] === "" ? [] : lines[i].split(" ").map(Number);
    let same = 0;
    while (same < expected.length && expected[same] === found[same]) ++same;
    if (same < expected.length || found.length > expected.length) {
      const around = encoder.decode(expected.slice(Math.max(0, same - 8), same + 8));
      throw new Error(`${encoding} differs at token ${same}: ${found.slice(same, same + 8)} ` +
        `instead of ${expected.slice(same, same + 8)}, in ` +
        JSON.stringify(Buffer.from(around).toString()));
    }
    compared += expected.length;
  });
  return compared;
}

function compareAll({ skald, tokens, seed, paths }, folder) {
  const encoders = ENCODINGS.map((encoding) => getEncoding(encoding));
  let compared = 0;
  let texts = [];
  let size = 0;
  const flush = () => {
    if (texts.length === 0) return;
    ENCODINGS.forEach((encoding, i) => {
      compared += compareBatch(texts, folder, skald, encoders[i], encoding);
    });
    texts = [];
    size = 0;
  };
  const take = (source, most) => {
    for (const text of source) {
      texts.push(text);
      size += text.length;
      if (texts.length >= BATCH_TEXTS || size >= BATCH_CHARACTERS) flush();
      if (compared >= most) return;
    }
    flush();
  };
  // Files for two thirds, as far as there are so many.
  const most = (tokens * 2) / 3;
  for (const path of paths) take(textsOf(path), compared + (most - compared) / paths.length);
  take(madeTexts(seed), tokens);
  return compared;
}

const folder = mkdtempSync(join(tmpdir(), "skald-tokens-"));
try {
  const given = options(process.argv.slice(2));
  console.log(`${compareAll(given, folder)} tokens are the same`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
