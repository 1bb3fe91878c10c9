// Makes proven lists with fhevmjs itself: of one value, of few, and of as many as the protocol allows.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { ACL, CHAIN_ID, CONTRACT, ODD_CHAIN_ID, USER } from "./binding.mjs";

const { createInstance } = createRequire(import.meta.url)("fhevmjs");
const work = process.argv[2];
const MOST_VALUES = 255;

/** A network that has no chain and no signers: fhevmjs asks for the latter, and inputs do not need them. */
const network = {
  request: async ({ method }) => {
    switch (method) {
      case "eth_chainId":
        return "0x1";
      case "eth_call": // an empty array
        return `0x${"20".padStart(64, "0")}${"0".repeat(64)}`;
      default:
        throw new Error(`fhevmjs asks for ${method}`);
    }
  },
};

async function prove(name, chainId, fill) {
  const instance = await createInstance({
    network,
    chainId,
    kmsContractAddress: ACL,
    aclContractAddress: ACL,
    publicKey: new Uint8Array(readFileSync(`${work}/keys/pks`)),
    publicKeyId: "key",
    publicParams: { 2048: { publicParams: new Uint8Array(readFileSync(`${work}/keys/pp`)), publicParamsId: "crs" } },
  });
  const input = instance.createEncryptedInput(CONTRACT, USER);
  fill(input);
  // What encrypt() sends to a gateway.
  writeFileSync(`${work}/${name}.proven`, await input._prove());
}

await prove("fhevmjs-1", ODD_CHAIN_ID, (input) => input.add64(0x0123456789abcdefn));
await prove("fhevmjs-2", CHAIN_ID, (input) => input.add8(255).addAddress(USER));
await prove("fhevmjs-8", CHAIN_ID, (input) => {
  for (let i = 0; i < 8; i++) {
    input.add16(1000 * i);
  }
});
await prove("fhevmjs-64", CHAIN_ID, (input) => {
  for (let i = 0; i < 64; i++) {
    input.add32(i);
  }
});
await prove("fhevmjs-255", CHAIN_ID, (input) => {
  for (let i = 0; i < MOST_VALUES; i++) {
    input.addBool(i % 3 === 0);
  }
});
