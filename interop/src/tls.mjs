// TLS with @grpc/grpc-js as the client: who is served, who is not, and certificates that are replaced under load.
//
//   node src/tls.mjs WORK    where WORK is the folder of interop/run; DATABASE_URL names its database
import grpc from "@grpc/grpc-js";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import assert from "node:assert/strict";
import { connect, newHandle } from "./coprocessor.mjs";

const REPLACEMENTS = 100;
/** The server looks for changed files every second. */
const PERIOD_MILLIS = 1050;
const CALLERS = 4;

const work = process.argv[2];
const folder = `${work}/tls`;
mkdirSync(folder, { recursive: true });
const apiKey = readFileSync(`${work}/api-key`, "utf8").trim();
const file = (name) => `${folder}/${name}`;

/** Makes NAME.crt and NAME.key, signed by an authority or, without one, by itself. */
function certificate(name, subject, authority, ...extensions) {
  const signer = authority ? ["-CA", file(`${authority}.crt`), "-CAkey", file(`${authority}.key`)] : [];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"],
      ...["-keyout", file(`${name}.key`), "-out", file(`${name}.crt`), "-subj", `/CN=${subject}`],
      ...signer,
      ...extensions.flatMap((extension) => ["-addext", extension]),
    ],
    { stdio: "pipe" },
  );
}

const leaf = "basicConstraints=critical,CA:FALSE";
certificate("authority", "authority of this test");
certificate("stranger", "another authority");
for (const name of ["even", "odd"]) certificate(name, "server", "authority", leaf, "subjectAltName=DNS:localhost");
certificate("geth", "geth", "authority", leaf);
certificate("other", "other", "authority", leaf);
certificate("forged", "geth", "stranger", leaf);

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

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
const port = await freePort();
const server = spawn(
  new URL("../../coprocessor", import.meta.url).pathname,
  [
    ...["--run-server", "--server-addr", `127.0.0.1:${port}`, "--metrics-addr", ""],
    ...["--coprocessor-private-key", `${work}/coprocessor.key`],
    ...["--server-tls-certificate", file("server.crt"), "--server-tls-key", file("server.key")],
    ...["--server-tls-client-authorities", file("authority.crt"), "--server-tls-client-names", "geth,gateway"],
  ],
  { stdio: ["ignore", openSync(`${work}/tls.log`, "w"), openSync(`${work}/tls.log`, "a")] },
);
process.on("exit", () => server.kill());

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
