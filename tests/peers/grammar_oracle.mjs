// What npm's tracery-grammar makes of grammars, with mulberry32 for its randomness.
//
// usage: node tests/peers/grammar_oracle.mjs < CASES
//   A case is a line {"grammar": {...}, "symbol": "origin", "seeds": [1, 2]}. Prints for each seed,
//   with a grammar of its own, {"text": "...", "draws": 3}, or {"error": "..."} where it throws. A
//   symbol {"distribution": "shuffle", "rules": [...]} is set up as the package wants it.
//
// usage: node tests/peers/grammar_oracle.mjs FILE SYMBOL SEED STORIES
//   Prints how many milliseconds so many stories of one grammar take, and their length in UTF-16.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";

const require = createRequire(new URL("../../build/peers/", import.meta.url));
const tracery = require("tracery-grammar");

console.log = () => {}; // the package's firstS prints what it does

let draws = 0;

function seedWith(seed) {
  let state = seed | 0;
  draws = 0;
  tracery.setRng(() => {
    draws += 1;
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  });
}

function makeGrammar(raw) {
  const plain = {};
  for (const [name, rules] of Object.entries(raw)) plain[name] = rules.rules ?? rules;
  const grammar = tracery.createGrammar(plain);
  grammar.addModifiers(tracery.baseEngModifiers);
  for (const [name, rules] of Object.entries(raw)) {
    if (rules.distribution) grammar.symbols[name].baseRules.distribution = rules.distribution;
  }
  return grammar;
}

function answer(raw, symbol, seed) {
  seedWith(seed);
  try {
    return { text: makeGrammar(raw).flatten(`#${symbol}#`), draws };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

function measure(file, symbol, seed, stories) {
  const grammar = makeGrammar(JSON.parse(readFileSync(file, "utf8")));
  const tell = (count) => {
    let length = 0;
    for (let i = 0; i < count; i += 1) {
      length += grammar.flatten(`#${symbol}#`).length;
      // It keeps a record of every use, for as long as the grammar lives.
      for (const { uses } of Object.values(grammar.symbols)) uses.length = 0;
    }
    return length;
  };
  seedWith(seed);
  tell(1000); // compiles what is hot
  seedWith(seed);
  const started = performance.now();
  const length = tell(stories);
  process.stdout.write(`${performance.now() - started} ${length}\n`);
}

if (process.argv.length > 2) {
  const [file, symbol, seed, stories] = process.argv.slice(2);
  measure(file, symbol, Number(seed), Number(stories));
} else {
  const lines = [];
  for (const line of readFileSync(0, "utf8").split("\n")) {
    if (line === "") continue;
    const { grammar, symbol, seeds } = JSON.parse(line);
    for (const seed of seeds) lines.push(JSON.stringify(answer(grammar, symbol, seed)));
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}
