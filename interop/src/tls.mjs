// TLS with @grpc/grpc-js as the client: who is served, who is not, and certificates that are replaced under load.
//
//   node src/tls.mjs WORK    where WORK is the folder of interop/run; DATABASE_URL names its database
import grpc from "@grpc/grpc-js";
import { copyFileSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import assert from "node:assert/strict";
import { connect, newHandle } from "./coprocessor.mjs";
import { makeCertificates, startServer } from "./secured.mjs";

const REPLACEMENTS = 100;
/** The server looks for changed files every second. */
const PERIOD_MILLIS = 1050;
const CALLERS = 4;

const work = process.argv[2];
const folder = `${work}/tls`;
mkdirSync(folder, { recursive: true });
const apiKey = readFileSync(`${work}/api-key`, "utf8").trim();
const file = (name) => `${folder}/${name}`;

const serverCertificate = makeCertificates(folder);
for (const name of ["even", "odd"]) serverCertificate(name);

/** The certificate of the server from now on: first the one file, then the other, as careless tools do. */
function present(name) {
  for (const kind of ["crt", "key"]) {
    copyFileSync(file(`${name}.${kind}`), file("next"));
    renameSync(file("next"), file(`server.${kind}`));
  }
}

const credentials = (own) => {
  const authority = readFileSync(file("authority.crt"));
  return own
    ? grpc.credentials.createSsl(authority, readFileSync(file(`${own}.key`)), readFileSync(file(`${own}.crt`)))
    : grpc.credentials.createSsl(authority);
};

present("even");
const port = await startServer(work, folder, `${work}/tls.log`);

/** Asks for a ciphertext that does not exist, on a new connection. */
async function ask(channelCredentials, patienceMillis) {
  const client = connect(`localhost:${port}`, apiKey, {
    credentials: channelCredentials,
    patienceMillis,
    options: { "grpc.use_local_subchannel_pool": 1 },
  });
  try {
    const answers = await client.fetch([newHandle(4)]);
    assert.equal(answers.length, 1);
    assert.ok(!answers[0].ciphertext);
  } finally {
    client.close();
  }
}

await ask(credentials("geth"), 120_000);
for (const [what, refused] of [
  ["no TLS", grpc.credentials.createInsecure()],
  ["no certificate", credentials()],
  ["another name", credentials("other")],
  ["another authority", credentials("forged")],
]) {
  await assert.rejects(ask(refused, 2000), what);
}

let calls = 0;
let replacing = true;
const callers = Array.from({ length: CALLERS }, async () => {
  while (replacing) {
    await ask(credentials("geth"), 10_000);
    calls++;
    await pause(50);
  }
});
// A failed call ends the replacing at once.
const failed = Promise.all(callers);
for (let count = 1; count <= REPLACEMENTS; count++) {
  present(count % 2 === 0 ? "even" : "odd");
  await Promise.race([pause(PERIOD_MILLIS), failed]);
}
replacing = false;
await failed;
const used = readFileSync(`${work}/tls.log`, "utf8").split("TLS of grpc has changed").length - 1;
assert.ok(used > REPLACEMENTS / 2, `only ${used} changes were noticed`);
console.log(
  `interop: TLS: ${calls} calls, each on a connection of its own, while ${REPLACEMENTS} certificates replaced each` +
    ` other (${used} in use): none failed; four kinds of strangers were refused`,
);
process.exit(0);
