// Encrypts one value of each type into a proven list, as a user's wallet does.
import { renameSync, writeFileSync } from "node:fs";
import { metadata } from "./binding.mjs";
import { read, readParameters, SIZE_LIMIT, tfhe } from "./tfhe.mjs";
import { toNode, TYPES, valueOf } from "./values.mjs";

const work = process.argv[2];
const publicKey = read("TfheCompactPublicKey", `${work}/keys/pks`);

const builder = tfhe.ProvenCompactCiphertextList.builder(publicKey);
for (const type of TYPES) {
  builder[type.push](toNode(type, valueOf(type)));
}
// The load that fhevm clients choose: quick for them, slow for the verifier.
const list = builder.build_with_proof_packed(
  readParameters(`${work}/keys/pp`),
  metadata(),
  tfhe.ZkComputeLoad.Verify,
);
writeFileSync(`${work}/inputs.partial`, list.safe_serialize(SIZE_LIMIT));
renameSync(`${work}/inputs.partial`, `${work}/inputs.proven`);
