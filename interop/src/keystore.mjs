// Keystores of signing keys go both ways: ethers opens the one that `signing-key create` made, and makes one for
// `signing-key show`. Prints the two addresses, a line each.
import { readFileSync, writeFileSync } from "node:fs";
import { decryptKeystoreJson, encryptKeystoreJson, Wallet } from "ethers";

const [work] = process.argv.slice(2);
const password = readFileSync(`${work}/password`, "utf8").trimEnd();

const ours = await decryptKeystoreJson(readFileSync(`${work}/keystore.json`, "utf8"), password);
console.log(new Wallet(ours.privateKey).address);

const wallet = Wallet.createRandom();
writeFileSync(`${work}/ethers.json`, await encryptKeystoreJson(wallet, password, {}), { mode: 0o600 });
console.log(wallet.address);
