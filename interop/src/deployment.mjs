// Deploys the contracts of fhevm 0.6 as its deployer does: in this order, each with a proxy in front of it.
import { getCreateAddress, Interface } from "ethers";

/** The contract of each proxy: the deployer's transactions 0, 2, 4 … create contracts, 1, 3, 5 … their proxies. */
const ORDER = {
  acl: "ACL",
  executor: "TFHEExecutor",
  kmsVerifier: "KMSVerifier",
  inputVerifier: "InputVerifier",
  payment: "FHEPayment",
};

/** The proxies' addresses, which the contracts have to know before they are deployed. */
export function addressesOf(deployer) {
  return Object.fromEntries(
    Object.keys(ORDER).map((name, i) => [name, getCreateAddress({ from: deployer, nonce: 2 * i + 1 })]),
  );
}

/** Deploys everything with the deployer as the owner, and answers with the contracts at their proxies' addresses. */
export async function deployCore(chain, artifacts, deployer) {
  const deployed = {};
  for (const [name, contractName] of Object.entries(ORDER)) {
    const { abi } = artifacts[contractName];
    const implementation = await chain.deploy(deployer, artifacts[contractName]);
    const initialize = new Interface(abi).encodeFunctionData("initialize", [deployer]);
    const proxy = await chain.deploy(deployer, artifacts.ERC1967Proxy, implementation.address, initialize);
    deployed[name] = chain.contract(abi, proxy.address);
  }
  return deployed;
}

/** What contracts give to TFHE.setFHEVM. */
export function configOf(core) {
  return [core.acl, core.executor, core.payment, core.kmsVerifier].map(({ address }) => address);
}
