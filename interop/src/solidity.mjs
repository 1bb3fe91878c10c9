// The contracts of fhevm 0.6 and ours, compiled for the addresses that they get.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc");

const FOLDERS = [new URL("../", import.meta.url), new URL("../node_modules/", import.meta.url)];

/** Contract name and source of all that is deployed. */
const CONTRACTS = {
  ACL: "fhevm-core-contracts/contracts/ACL.sol",
  TFHEExecutor: "fhevm-core-contracts/contracts/TFHEExecutor.sol",
  KMSVerifier: "fhevm-core-contracts/contracts/KMSVerifier.sol",
  InputVerifier: "fhevm-core-contracts/contracts/InputVerifier.coprocessor.sol",
  FHEPayment: "fhevm-core-contracts/contracts/FHEPayment.sol",
  ERC1967Proxy: "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol",
  Token: "contracts/Token.sol",
};

/** Each contract knows the others by a constant, in a source file that the deployer writes. */
const ADDRESS_SOURCES = {
  acl: ["ACLAddress.sol", "aclAdd"],
  executor: ["TFHEExecutorAddress.sol", "tfheExecutorAdd"],
  kmsVerifier: ["KMSVerifierAddress.sol", "kmsVerifierAdd"],
  inputVerifier: ["InputVerifierAddress.sol", "inputVerifierAdd"],
  payment: ["FHEPaymentAddress.sol", "fhePaymentAdd"],
  coprocessor: ["CoprocessorAddress.sol", "coprocessorAdd"],
};

/** ABI and creation code of each contract, by name. */
export function compile(addresses) {
  const written = Object.fromEntries(
    Object.entries(ADDRESS_SOURCES).map(([name, [file, constant]]) => [
      `fhevm-core-contracts/addresses/${file}`,
      `// SPDX-License-Identifier: Apache-2.0\npragma solidity ^0.8.24;\n` +
        `address constant ${constant} = ${addresses[name]};\n`,
    ]),
  );
  const find = (path) => {
    if (path in written) return { contents: written[path] };
    const file = FOLDERS.map((folder) => new URL(path, folder)).find(existsSync);
    return file ? { contents: readFileSync(file, "utf8") } : { error: `there is no ${path}` };
  };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.values(CONTRACTS).map((path) => [path, { content: find(path).contents }])),
    settings: {
      optimizer: { enabled: true, runs: 800 },
      evmVersion: "cancun",
      outputSelection: Object.fromEntries(
        Object.entries(CONTRACTS).map(([name, path]) => [path, { [name]: ["abi", "evm.bytecode.object"] }]),
      ),
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
  const errors = (output.errors ?? []).filter((error) => error.severity === "error");
  if (errors.length > 0) {
    throw new Error(`solc: ${errors[0].formattedMessage}`);
  }
  return Object.fromEntries(
    Object.entries(CONTRACTS).map(([name, path]) => {
      const { abi, evm } = output.contracts[path][name];
      return [name, { abi, code: `0x${evm.bytecode.object}` }];
    }),
  );
}
