// tfhe-rs 0.9.1 as WebAssembly, and reading files with it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const tfhe = createRequire(import.meta.url)("node-tfhe");

/** The limit that fhevm reads keys with; ciphertexts are smaller. */
export const SIZE_LIMIT = 512n << 20n;

/** Reads a safe-serialized object, and insists that writing it again gives the same bytes. */
export function read(type, file) {
  const bytes = readFileSync(file);
  const object = tfhe[type].safe_deserialize(bytes, SIZE_LIMIT);
  if (!Buffer.from(object.safe_serialize(SIZE_LIMIT)).equals(bytes)) {
    throw new Error(`${file}: tfhe-rs writes other bytes than it read`);
  }
  return object;
}

/** Reads a common reference string, which is too large to be written again in reasonable time. */
export function readParameters(file) {
  return tfhe.CompactPkePublicParams.safe_deserialize(readFileSync(file), SIZE_LIMIT);
}
