// One timed pass of npm's tiktoken over a file: prints milliseconds, and the count of tokens.
// usage: node tests/peers/tokens_bench.mjs ENCODING FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";

const require = createRequire(new URL("../../build/peers/", import.meta.url));
const { get_encoding: getEncoding } = require("tiktoken");

const [encoding, file] = process.argv.slice(2);
const encoder = getEncoding(encoding);
const text = readFileSync(file, "utf8");
encoder.encode_ordinary(text.slice(0, 200_000)); // compiles what is hot

const started = performance.now();
const tokens = encoder.encode_ordinary(text).length;
console.log(`${performance.now() - started} ${tokens}`);
