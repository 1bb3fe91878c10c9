// Uploads the proven list, has the coprocessor compute on every value, and stores what it returns.
import { readFileSync } from "node:fs";
import { CONTRACT, USER } from "./binding.mjs";
import { bigEndian, connect, newHandle } from "./coprocessor.mjs";
import { storeResults } from "./results.mjs";
import { addendOf, TYPES, valueOf } from "./values.mjs";

const [work, address] = process.argv.slice(2);

const coprocessor = connect(address, readFileSync(`${work}/api-key`, "utf8").trim());
const uploaded = await coprocessor.upload(
  readFileSync(`${work}/inputs.proven`),
  CONTRACT,
  USER,
);
const inputs = uploaded.input_handles;
if (inputs.length !== TYPES.length) {
  throw new Error(`${inputs.length} handles for ${TYPES.length} values`);
}

/** For each value: itself, and results whose clear values we know. */
const results = [];
const computations = [];
function compute(name, expected, typeCode, operation, ...operands) {
  const handle = newHandle(typeCode);
  computations.push({ operation, output_handle: handle, inputs: operands });
  results.push({ name, expected, handle });
  return handle;
}

TYPES.forEach((type, i) => {
  const { handle, ciphertext_type: code } = inputs[i];
  const input = { input_handle: handle };
  const value = valueOf(type);
  results.push({ name: `${type.name}.input`, type: type.name, expected: value, handle });
  if (type.bits === 1) {
    compute("bool.not", 1n - value, code, "FHE_NOT", input);
    return;
  }
  const sum = BigInt.asUintN(type.bits, value + addendOf(type));
  const added = compute(
    `${type.name}.add_scalar`, sum, code, "FHE_ADD", input, { scalar: bigEndian(addendOf(type)) });
  compute(`${type.name}.xor`, value ^ sum, code, "FHE_BIT_XOR", input, { input_handle: added });
});
await coprocessor.compute(computations);

await storeResults(coprocessor, work, "compute", results);
coprocessor.close();
