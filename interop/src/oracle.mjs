// Has tfhe-rs check proven lists of ours, each with the metadata it is bound to, and with other metadata.
import { readFileSync } from "node:fs";
import { metadata } from "./binding.mjs";
import { read, readParameters, SIZE_LIMIT, tfhe } from "./tfhe.mjs";

const [work, ...files] = process.argv.slice(2);
const publicKey = read("TfheCompactPublicKey", `${work}/keys/pks`);
const parameters = readParameters(`${work}/keys/pp`);

/**
 * node-tfhe checks the proof of a list only on the way to its values, and for packed ones it wants a server key before.
 * So the list says that it is not packed and needs no casting, which the proof does not cover.
 */
function unpacked(list) {
  const skipText = (at) => at + 8 + Number(list.readBigUInt64LE(at));
  let at = skipText(skipText(skipText(0) + 4)); // the envelope
  at += 3 * 4; // versions
  if (list.readBigUInt64LE(at) !== 1n) {
    throw new Error("the list has more than one part");
  }
  at += 8 + 2 * 4;
  at += 8 + 8 * Number(list.readBigUInt64LE(at)); // words
  at += 12 + 12 + 28; // size and number of LWE, modulus
  const degree = at + 4;
  const kind = degree + 8 + 12 + 12 + 4;
  const bytes = Buffer.concat([list.subarray(0, kind + 4), Buffer.alloc(8), list.subarray(kind + 4)]);
  bytes.writeBigUInt64LE(3n, degree);
  bytes.writeUInt32LE(1, kind);
  return bytes;
}

function verdict(file, bound) {
  const list = tfhe.ProvenCompactCiphertextList.safe_deserialize(unpacked(readFileSync(file)), SIZE_LIMIT);
  try {
    list.verify_and_expand(parameters, publicKey, bound);
    return "accepted";
  } catch (failure) {
    if (!String(failure).includes("InvalidZkProof")) throw failure;
    return "refused";
  }
}

let wrong = 0;
for (const file of files) {
  for (const [bound, expected] of [[metadata(), "accepted"], [metadata().subarray(1), "refused"]]) {
    const found = verdict(file, bound);
    if (found !== expected) {
      console.error(`interop: node-tfhe: ${file} is ${found} instead of ${expected}`);
      wrong++;
    }
  }
}
const checks = 2 * files.length;
console.log(`interop: node-tfhe: ${checks - wrong} of ${checks} checks of our proofs passed`);
process.exit(wrong === 0 ? 0 : 1);
