// What geth with the coprocessor library sends: a computation for each call of the executor contract.
import { dataSlice, getBytes, hexlify, Interface, solidityPackedKeccak256, toBeHex } from "ethers";
import { PREVIOUS_BLOCK_HASH } from "./chain.mjs";

/** Where the executor counts random values: geth reads it after the call, and makes the seed of it. */
const RANDOM_COUNTER_SLOT = "0xa436a06f0efce5ea38c956a21e24202a59b3b746d48a23fb52b4a5bc33fe3e00";

const OPERATIONS = {
  fheAdd: "FHE_ADD",
  fheSub: "FHE_SUB",
  fheMul: "FHE_MUL",
  fheDiv: "FHE_DIV",
  fheRem: "FHE_REM",
  fheBitAnd: "FHE_BIT_AND",
  fheBitOr: "FHE_BIT_OR",
  fheBitXor: "FHE_BIT_XOR",
  fheShl: "FHE_SHL",
  fheShr: "FHE_SHR",
  fheRotl: "FHE_ROTL",
  fheRotr: "FHE_ROTR",
  fheEq: "FHE_EQ",
  fheNe: "FHE_NE",
  fheGe: "FHE_GE",
  fheGt: "FHE_GT",
  fheLe: "FHE_LE",
  fheLt: "FHE_LT",
  fheMin: "FHE_MIN",
  fheMax: "FHE_MAX",
  fheNeg: "FHE_NEG",
  fheNot: "FHE_NOT",
  cast: "FHE_CAST",
  trivialEncrypt: "FHE_TRIVIAL_ENCRYPT",
  fheIfThenElse: "FHE_IF_THEN_ELSE",
  fheRand: "FHE_RAND",
  fheRandBounded: "FHE_RAND_BOUNDED",
};

const word = (value) => getBytes(toBeHex(value, 32));
const handle = (value) => ({ input_handle: word(value) });
const scalar = (bytes) => ({ scalar: getBytes(bytes) });
/** A number is sent as 32 bytes, a byte string as it is. */
const clear = (value) => scalar(typeof value === "bigint" ? word(value) : value);

/** Has a chain record the computations of its executor; a transaction's outcome lists them. */
export function recordComputations(chain, chainId, executor, executorAbi, acl) {
  const contractInterface = new Interface(executorAbi);
  chain.watch(executor, async ({ data, returned, timestamp }) => {
    const call = contractInterface.parseTransaction({ data });
    const operation = call && OPERATIONS[call.name];
    if (!operation) return undefined; // verifyCiphertext, or a getter
    const seed = async () =>
      solidityPackedKeccak256(
        ["bytes32", "address", "uint256", "bytes32", "uint256"],
        [await chain.storage(executor, RANDOM_COUNTER_SLOT), acl, chainId, PREVIOUS_BLOCK_HASH, timestamp],
      );
    return {
      operation,
      output_handle: getBytes(dataSlice(returned, 0, 32)),
      inputs: await operandsOf(call.name, call.args, seed),
    };
  });
}

/** The computations of a transaction, of which geth keeps the first with each handle, and sends them in any order. */
export function computationsOf(outcome) {
  const first = new Map(outcome.recorded.toReversed().map((each) => [hexlify(each.output_handle), each]));
  return [...first.values()];
}

async function operandsOf(name, values, seed) {
  switch (name) {
    case "fheNeg":
    case "fheNot":
    case "fheIfThenElse":
      return values.map(handle);
    case "cast":
      return [handle(values[0]), scalar(values[1])];
    case "trivialEncrypt":
      return [clear(values[0]), scalar(values[1])];
    case "fheRand":
      return [scalar(await seed()), scalar(values[0])];
    case "fheRandBounded":
      return [scalar(await seed()), clear(values[0]), scalar(values[1])];
    default: {
      const [left, right, isScalar] = values;
      return [handle(left), BigInt(isScalar) === 1n ? clear(right) : handle(right)];
    }
  }
}
