// Runs a WASI program: node wasi.mjs PROGRAM [ARGUMENT...]. It sees the current folder, read and
// write, as its own, and the surroundings' locale and time zone.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [program, ...rest] = process.argv.slice(2);
const { LC_ALL = "", TZ = "" } = process.env;
const wasi = new WASI({
  version: "preview1",
  args: [program, ...rest],
  env: { LC_ALL, TZ },
  preopens: { ".": process.cwd() },
  returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
