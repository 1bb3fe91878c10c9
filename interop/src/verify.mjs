// Decrypts with tfhe-rs what the coprocessor computed, and reads the files that we wrote.
import { existsSync, readFileSync } from "node:fs";
import { read, tfhe } from "./tfhe.mjs";
import { fromNode, TYPES, valueOf } from "./values.mjs";

const work = process.argv[2];
const clientKey = read("TfheClientKey", `${work}/keys/cks`);
const typeOf = (name) => TYPES.find((type) => type.name === name.split(".")[0]);
let checked = 0;
const failures = [];

function check(what, actual, expected) {
  checked++;
  if (actual !== expected) {
    failures.push(`${what}: ${actual} instead of ${expected}`);
  }
}

// There are no results of foreign clients where none can be built.
const parts = ["compute", "contracts", "clients"].filter((part) => existsSync(`${work}/expected-${part}.json`));
const computed = parts.flatMap((part) =>
  Object.entries(JSON.parse(readFileSync(`${work}/expected-${part}.json`, "utf8"))),
);
for (const [name, expected] of computed) {
  const value = read(typeOf(name).single, `${work}/single/${name}.single`).decrypt(clientKey);
  check(`computed ${name}`, fromNode(value), BigInt(expected));
}

const list = read("CompactCiphertextList", `${work}/ours/list.compact`);
check("length of our compact list", list.len(), TYPES.length);
TYPES.forEach((type, i) => {
  const single = read(type.single, `${work}/ours/${type.name}.single`);
  check(`our single ${type.name}`, fromNode(single.decrypt(clientKey)), valueOf(type));
  const seeded = read(type.seeded, `${work}/ours/${type.name}.seeded`);
  check(`our seeded ${type.name}`, fromNode(seeded.decompress().decrypt(clientKey)), valueOf(type));
  check(`kind ${i} of our compact list`, tfhe.FheTypes[list.get_kind_of(i)], type.kind);
});

for (const failure of failures) {
  console.error(`interop: ${failure}`);
}
console.log(`interop: ${checked - failures.length} of ${checked} checks passed`);
process.exit(failures.length === 0 ? 0 : 1);
