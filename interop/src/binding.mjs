// What proofs of inputs are bound to. Run by itself, prints the metadata in hexadecimal digits.

export const CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";
export const USER = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
export const ACL = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
export const INPUT_VERIFIER = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";
export const CHAIN_ID = 12345;

/** Deploys the contracts of fhevm 0.6 on development networks: the addresses above are those of its proxies. */
export const DEPLOYER = "0xEA63e594De67C2B32545C4B8Fec9676285602852";

/** With three hexadecimal digits, which fhevmjs encodes in a way of its own. */
export const ODD_CHAIN_ID = 0x123;

/** The bytes that fhevmjs makes of all this, for a chain id with an even number of digits. */
export function metadata() {
  const address = (text) => Buffer.from(text.slice(2), "hex");
  const chain = Buffer.alloc(32);
  chain.writeUInt32BE(CHAIN_ID, 28);
  return Buffer.concat([address(CONTRACT), address(USER), address(ACL), chain]);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(metadata().toString("hex"));
}
