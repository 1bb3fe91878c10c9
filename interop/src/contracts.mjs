// Runs the contracts of fhevm 0.6 on inputs that the coprocessor attests, and has it compute what they ask for:
// a transfer of an encrypted token, and operations on several types.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { concat, dataSlice, getAddress, getBytes, hexlify, keccak256, toBeHex, Wallet } from "ethers";
import { ACL, CHAIN_ID, DEPLOYER, INPUT_VERIFIER, USER } from "./binding.mjs";
import { Chain } from "./chain.mjs";
import { connect } from "./coprocessor.mjs";
import { addressesOf, configOf, deployCore } from "./deployment.mjs";
import { serveGateway } from "./gateway.mjs";
import { computationsOf, recordComputations } from "./geth.mjs";
import { flip, joinProof, parseProof } from "./inputproof.mjs";
import { storeResults } from "./results.mjs";
import { compile } from "./solidity.mjs";

const { createInstance } = createRequire(import.meta.url)("fhevmjs");
const [work, address] = process.argv.slice(2);

const ALICE = USER;
const BOB = getAddress("0x00000000000000000000000000000000000b0b00");
const OTHER = getAddress("0x00000000000000000000000000000000000000ff");

const MINTED = 1000n;
const SENT = 300n;
const TOO_MUCH = 701n; // one more than is left

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Where a handle says the type of its ciphertext. */
const TYPE_BYTE = 30;

/** The bits in which the two values of the last byte of a signature differ. */
const PARITY = 27 ^ 28;

const seconds = () => Math.round(performance.now() / 1000);
const say = (text) => console.log(`interop: contracts: ${String(seconds()).padStart(3)} s: ${text}`);
let checks = 0;
const failures = [];

function check(what, actual, expected) {
  checks++;
  const holds = expected instanceof Array ? expected.includes(actual) : actual === expected;
  if (!holds) {
    failures.push(`${what}: ${actual} instead of ${expected instanceof Array ? expected.join(" or ") : expected}`);
  }
}

const coprocessorWallet = new Wallet(`0x${readFileSync(`${work}/coprocessor.key`, "utf8").trim()}`);
const kmsSigner = Wallet.createRandom();

say("compiling");
const artifacts = compile({ ...addressesOf(DEPLOYER), coprocessor: coprocessorWallet.address });
say("deploying");
const chain = await Chain.create(CHAIN_ID);
const core = await deployCore(chain, artifacts, DEPLOYER);
check("address of the ACL", core.acl.address, ACL);
check("address of the InputVerifier", core.inputVerifier.address, INPUT_VERIFIER);
await core.kmsVerifier.succeed(DEPLOYER, "addSigner", kmsSigner.address);
const token = await chain.deploy(DEPLOYER, artifacts.Token, configOf(core));
recordComputations(chain, CHAIN_ID, core.executor.address, artifacts.TFHEExecutor.abi, core.acl.address);

const coprocessor = connect(address, readFileSync(`${work}/api-key`, "utf8").trim());
const gateway = await serveGateway(coprocessor, kmsSigner, await domainOf(core.kmsVerifier));

say("encrypting and proving with fhevmjs");
const fhevm = await createInstance({
  network: { request: ({ method, params }) => answerWallet(method, params) },
  gatewayUrl: gateway.url,
  kmsContractAddress: core.kmsVerifier.address,
  aclContractAddress: core.acl.address,
  publicKey: new Uint8Array(readFileSync(`${work}/keys/pks`)),
  publicKeyId: "key",
  publicParams: { 2048: { publicParams: new Uint8Array(readFileSync(`${work}/keys/pp`)), publicParamsId: "crs" } },
});
const values = { flag: true, small: 201n, medium: 54321n };
const attested = await attest((input) =>
  input.add64(SENT).add64(TOO_MUCH).addBool(values.flag).add8(values.small).add16(values.medium).addAddress(ALICE),
);
gateway.close();

say("giving handles and signatures to the InputVerifier");
await checkSignature(gateway.uploads[0]);
await checkVerdicts();
if (failures.length > 0) conclude(); // no contract takes a proof that the InputVerifier refuses

say("computing what contracts ask for");
const results = [];
await computeTransfers();
await computeOperations();
const answers = await storeResults(coprocessor, work, "contracts", results);
results.forEach(({ name, handle }, i) => {
  const type = answers[i].ciphertext.ciphertext_type ?? 0; // gRPC leaves out a 0
  check(`type of ${name}`, type, handle[TYPE_BYTE]);
});
coprocessor.close();

conclude();

/** Says what was found, and ends. */
function conclude() {
  for (const failure of failures) {
    console.error(`interop: contracts: ${failure}`);
  }
  console.log(`interop: contracts: ${checks - failures.length} of ${checks} checks passed`);
  process.exit(failures.length === 0 ? 0 : 1);
}

/** What fhevmjs asks of the user's network. */
async function answerWallet(method, params) {
  switch (method) {
    case "eth_chainId":
      return `0x${CHAIN_ID.toString(16)}`;
    case "eth_call":
      return (await chain.send(OTHER, params[0].to, params[0].data)).returned;
    default:
      throw new Error(`fhevmjs asks for ${method}`);
  }
}

/** Encrypts and proves Alice's values for the token, and has them attested: their handles, and the contract's proof. */
async function attest(fill) {
  const input = fhevm.createEncryptedInput(token.address, ALICE);
  fill(input);
  const list = await input._prove();
  try {
    const { handles, inputProof } = await input._verify(list);
    return { handles: handles.map(hexlify), proof: hexlify(inputProof) };
  } catch (failure) {
    throw gateway.failure() ?? failure;
  }
}

/** The EIP-712 domain that a contract says it has. */
async function domainOf(contract) {
  const { name, version, chainId, verifyingContract } = await contract.read("eip712Domain");
  return { name, version, chainId, verifyingContract };
}

/** The server signs what the contract hashes: same domain, same type, and the same signature as ethers makes. */
async function checkSignature(uploaded) {
  const domain = await domainOf(core.inputVerifier);
  check("chain of the InputVerifier", domain.chainId, BigInt(CHAIN_ID));
  check("verifying contract of the InputVerifier", domain.verifyingContract, INPUT_VERIFIER);
  check("signer of the answer", uploaded.signerAddress, await core.inputVerifier.read("getCoprocessorAddress"));
  check("hash of the list", hexlify(uploaded.hashOfCiphertext), keccak256(uploaded.list));
  check("signature", hexlify(uploaded.eip712Signature), await sign(coprocessorWallet, domain));
  check("handles of the answer", attested.handles.join(), parseProof(attested.proof).handles.join());
}

/** Signs the attested handles, for a domain that need not be the contract's. */
async function sign(wallet, domain) {
  const type = await core.inputVerifier.read("CIPHERTEXTVERIFICATION_COPRO_TYPE");
  const [, name, members] = type.match(/^(\w+)\((.*)\)$/);
  const fields = members.split(",").map((member) => {
    const [memberType, memberName] = member.split(" ");
    return { type: memberType, name: memberName };
  });
  const { hash, handles } = parseProof(attested.proof);
  return wallet.signTypedData(domain, { [name]: fields }, {
    aclAddress: core.acl.address,
    hashOfCiphertext: hash,
    handlesList: handles,
    userAddress: ALICE,
    contractAddress: token.address,
  });
}

/** The InputVerifier accepts what the server attested, and refuses everything else with the reason that fits. */
async function checkVerdicts() {
  const { handles, proof } = attested;
  const parts = parseProof(proof);
  const domain = await domainOf(core.inputVerifier);
  const context = { acl: core.acl.address, user: ALICE, contract: token.address };
  const verdict = async ({ acl, user, contract: caller } = context, handle = handles[0], given = proof) => {
    const outcome = await core.inputVerifier.send(OTHER, "verifyCiphertext", [acl, user, caller], handle, given);
    return outcome.reason ?? (outcome.result[0] === BigInt(handle) ? "accepted" : "another handle is returned");
  };
  const altered = (changes) => joinProof({ ...parts, ...changes });

  check("proof put together again", joinProof(parts), proof);
  for (const handle of handles) {
    check(`handle ${handle}`, await verdict(context, handle), "accepted");
  }

  const MISMATCH = "Coprocessor address mismatch";
  const INVALID = "ECDSAInvalidSignature";
  check("another user", await verdict({ ...context, user: BOB }), MISMATCH);
  check("another contract", await verdict({ ...context, contract: OTHER }), MISMATCH);
  check("another ACL", await verdict({ ...context, acl: OTHER }), MISMATCH);

  const changedHandle = flip(handles[0], 0);
  check("a handle outside of the list", await verdict(context, changedHandle), "Wrong inputHandle");
  const changedType = flip(handles[0], TYPE_BYTE);
  check("a handle of another type", await verdict(context, changedType), "Wrong inputHandle");
  const changedIndex = flip(handles[0], 29, 0x80);
  check("a handle beyond the list", await verdict(context, changedIndex), "Invalid index");
  const withHandle = (handle) => altered({ handles: [handle, ...handles.slice(1)] });
  check("a changed handle", await verdict(context, changedHandle, withHandle(changedHandle)), MISMATCH);
  check("a changed type", await verdict(context, changedType, withHandle(changedType)), MISMATCH);
  const changedVersion = flip(handles[0], 31);
  check("a changed version", await verdict(context, handles[0], withHandle(changedVersion)), "Wrong handle version");
  check("handles in another order",
    await verdict(context, handles[0], altered({ handles: handles.toReversed() })), MISMATCH);
  check("fewer handles", await verdict(context, handles[0], altered({ handles: handles.slice(0, 1) })), MISMATCH);
  check("another list", await verdict(context, handles[0], altered({ hash: flip(parts.hash, 0) })), MISMATCH);

  const withSignature = (signature) => verdict(context, handles[0], altered({ signature }));
  // Not each number is the x coordinate of a point: then there is no key that has signed.
  check("a changed byte in r", await withSignature(flip(parts.signature, 31)), [MISMATCH, INVALID]);
  check("a changed byte in s", await withSignature(flip(parts.signature, 63)), MISMATCH);
  check("the other parity", await withSignature(flip(parts.signature, 64, PARITY)), MISMATCH);
  check("a parity of 0 or 1", await withSignature(withParity(parts.signature, -27)), INVALID);
  check("the signature's twin", await withSignature(twinOf(parts.signature)), "ECDSAInvalidSignatureS");
  check("another signer", await withSignature(await sign(Wallet.createRandom(), domain)), MISMATCH);
  const elsewhere = (changes) => sign(coprocessorWallet, { ...domain, ...changes });
  check("a tenant of another chain", await withSignature(await elsewhere({ chainId: CHAIN_ID + 1 })), MISMATCH);
  check("a tenant with another verifying contract",
    await withSignature(await elsewhere({ verifyingContract: core.kmsVerifier.address })), MISMATCH);

  check("no proof", await verdict(context, handles[0], "0x"), "Empty inputProof");
  check("a cut proof", await verdict(context, handles[0], proof.slice(0, -2)), "Error deserializing inputProof");
  check("no signature of the KMS",
    await verdict(context, handles[0], altered({ kmsSignatures: [] })), "KmsVerifier: no signatures provided");
}

function withParity(signature, change) {
  const bytes = getBytes(signature);
  bytes[64] += change;
  return hexlify(bytes);
}

/** The other signature of the same message and key: without the rule of low s, anyone could make it. */
function twinOf(signature) {
  const r = dataSlice(signature, 0, 32);
  const s = toBeHex(CURVE_ORDER - BigInt(dataSlice(signature, 32, 64)), 32);
  return flip(concat([r, s, dataSlice(signature, 64)]), 64, PARITY);
}

/** Sends a transaction's computations as geth does: all in one call, and the same again when it got no answer. */
async function forward(outcome) {
  const computations = computationsOf(outcome);
  await coprocessor.compute(computations);
  await coprocessor.compute(computations);
}

/** Mints and sends tokens; balances change only if the sender has enough. */
async function computeTransfers() {
  const TRANSFER = "transfer(address,bytes32,bytes)";
  const balance = async (name, owner, expected) => {
    const handle = toBeHex(await token.read("balanceOf", owner), 32);
    check(`owner of ${name}`, await core.acl.read("persistAllowed", handle, owner), true);
    results.push({ name: `uint64.${name}`, handle: getBytes(handle), expected });
    return handle;
  };

  await forward(await token.succeed(DEPLOYER, "mint", ALICE, MINTED));
  await balance("alice_minted", ALICE, MINTED);

  const stolen = await token.send(BOB, TRANSFER, BOB, attested.handles[0], attested.proof);
  check("a proof that another user sends", stolen.reason, "Coprocessor address mismatch");
  const flag = await token.send(ALICE, TRANSFER, BOB, attested.handles[2], attested.proof);
  check("a handle of a boolean for an amount", flag.reason, "Wrong type");
  check("computations of a reverted transaction", stolen.recorded.length, 0);

  await forward(await token.succeed(ALICE, TRANSFER, BOB, attested.handles[0], attested.proof));
  const sent = await balance("alice_sent", ALICE, MINTED - SENT);
  await balance("bob_received", BOB, SENT);

  await forward(await token.succeed(ALICE, TRANSFER, BOB, attested.handles[1], attested.proof));
  const kept = await balance("alice_kept", ALICE, MINTED - SENT);
  await balance("bob_kept", BOB, SENT);
  check("the balance is another ciphertext", sent !== kept, true);
}

/** Has the contract of operations compute on four inputs. */
async function computeOperations() {
  const outcome = await token.succeed(ALICE, "compute", ...attested.handles.slice(2), attested.proof);
  check("computations of a reverted call", outcome.undone, 1);
  check("the reverted computation is left out",
    outcome.recorded.some(({ operation, inputs }) => operation === "FHE_MUL" && isScalar(inputs[1], 77n)), false);
  await forward(outcome);

  const { small, medium } = values;
  const expected = {
    "bool.negated": 0n,
    "bool.greater": 1n,
    "bool.same_address": 1n,
    "bool.different_bytes": 0n,
    "uint4.narrowed": BigInt.asUintN(4, small),
    "uint8.least": 100n,
    "uint8.shifted": BigInt.asUintN(8, small << 3n),
    "uint8.negated": BigInt.asUintN(8, -small),
    "uint16.sum": medium + small,
    "uint16.remainder": medium % 1000n,
    "uint32.product": BigInt.asUintN(32, medium * 70001n),
    "uint160.chosen": BigInt(ALICE),
    "uint256.flipped": ((1n << 256n) - 6n) ^ (1n << 255n),
    "bool.random_below_bound": 1n,
    "bool.random_is_itself": 1n,
  };
  const computed = Object.fromEntries(outcome.events.map(({ args }) => [args.name, toBeHex(args.handle, 32)]));
  check("names of results", Object.keys(computed).sort().join(), Object.keys(expected).sort().join());
  for (const [name, value] of Object.entries(expected)) {
    results.push({ name, handle: getBytes(computed[name]), expected: value });
  }
}

function isScalar(operand, value) {
  return operand?.scalar !== undefined && BigInt(hexlify(operand.scalar)) === value;
}
