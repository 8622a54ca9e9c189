// Runs npm's `mrz-detection` as its README says, warm, on every file named: one JSON line each, {file, lines, ms}.
// It is installed below bench/peers, by `make accuracy` alone.
import { createRequire } from "node:module";

const require = createRequire(new URL("../peers/package.json", import.meta.url));
const { getMrz, readMrz } = require("mrz-detection");
const { Image } = createRequire(require.resolve("mrz-detection"))("image-js");
const say = process.stdout;

async function read(file) {
    const started = performance.now();
    try {
        const { mrz } = await readMrz(getMrz(await Image.load(file)));
        return { file, lines: mrz, ms: performance.now() - started };
    } catch (error) {
        return { file, lines: [], ms: performance.now() - started, error: error.message };
    }
}

const files = process.argv.slice(2);
console.log = console.error;  // its parts talk
await read(files[0]);
for (const file of files) say.write(`${JSON.stringify(await read(file))}\n`);
