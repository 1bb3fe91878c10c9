// The proof that a user gives to a contract: handles of a list, with the signatures of coprocessor and KMS.
import { concat, dataLength, dataSlice, toBeHex } from "ethers";

const SIGNATURE_BYTES = 65;

/** Takes a proof apart. */
export function parseProof(proof) {
  const count = Number(dataSlice(proof, 0, 1));
  const signers = Number(dataSlice(proof, 1, 2));
  let at = 2;
  const take = (bytes) => dataSlice(proof, at, (at += bytes));
  const parts = {
    hash: take(32),
    handles: Array.from({ length: count }, () => take(32)),
    signature: take(SIGNATURE_BYTES),
    kmsSignatures: Array.from({ length: signers }, () => take(SIGNATURE_BYTES)),
  };
  if (at !== dataLength(proof)) {
    throw new Error(`a proof of ${dataLength(proof)} bytes, with content for ${at}`);
  }
  return parts;
}

export function joinProof({ hash, handles, signature, kmsSignatures }) {
  const counts = [toBeHex(handles.length, 1), toBeHex(kmsSignatures.length, 1)];
  return concat([...counts, hash, ...handles, signature, ...kmsSignatures]);
}

/** Bytes with one bit changed. */
export function flip(bytes, index, bit = 1) {
  const changed = Buffer.from(bytes.slice(2), "hex");
  changed[index] ^= bit;
  return `0x${changed.toString("hex")}`;
}
