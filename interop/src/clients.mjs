// Clients in other languages: API keys with rights, TLS, request ids and traces, through the programs that are named.
// API keys are tried through @grpc/grpc-js as well. Results are kept for verify.mjs.
//
//   node src/clients.mjs WORK PLAIN-PORT [NAME=PROGRAM…]
//
// WORK is the folder of interop/run, and DATABASE_URL names its database; the coprocessor at PLAIN-PORT computes.
import grpc from "@grpc/grpc-js";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import assert from "node:assert/strict";
import { connect, newHandle } from "./coprocessor.mjs";
import { COPROCESSOR, makeCertificates, startServer } from "./secured.mjs";

const UNKNOWN_KEY = "API key unknown/invalid/not provided";
/** What every client computes. */
const EXPECTED = "42";
const PATIENCE_MILLIS = 240_000;
/** Spans are sent every few seconds. */
const SPAN_PATIENCE_MILLIS = 30_000;
/** A server refuses a revoked key after this time. */
const REVOCATION_MILLIS = 1000;

const [work, plainPort, ...programs] = process.argv.slice(2);
const clients = new Map(programs.map((program) => program.split("=")));
const folder = `${work}/clients`;
mkdirSync(`${folder}/stored`, { recursive: true });
mkdirSync(`${work}/stored`, { recursive: true });
const run = promisify(execFile);

const apiKey = (command, name, ...options) =>
  ["tenant", "api-key", command, "--tenant", "1", "--name", name, ...options];
const addKey = (name, ...options) =>
  run(COPROCESSOR, apiKey("add", name, ...options, "--output-file", `${folder}/${name}.key`));
const readKey = (name) => readFileSync(`${folder}/${name}.key`, "utf8").trim();

makeCertificates(folder)("server");
const collector = await collect();
const tlsPort = await startServer(
  work,
  folder,
  `${work}/clients.log`,
  ...["--server-precise-status-codes", "--tracing-endpoint", collector.url],
);
copyFileSync(`${work}/api-key`, `${folder}/all.key`);
// The command takes an end in the future only, and needs some seconds itself.
const end = Date.now() + 30_000;
await addKey("expired", "--rights", "all", "--expires", new Date(end).toISOString());
await addKey("schedule", "--rights", "schedule");
for (const name of ["grpc-js", ...clients.keys()]) await addKey(`leaving-${name}`, "--rights", "all");
await (await open()).close();
await pause(Math.max(0, end + 1000 - Date.now()));

const outcomes = await Promise.allSettled([
  checkKeys(),
  ...[...clients].map(async ([name, program]) => {
    const revoke = [COPROCESSOR, ...apiKey("revoke", `leaving-${name}`)];
    const { stdout } = await run(program, [folder, plainPort, `${tlsPort}`, ...revoke], { timeout: PATIENCE_MILLIS });
    process.stdout.write(stdout);
  }),
]);
for (const { reason } of outcomes.filter(({ status }) => status === "rejected")) {
  console.error(reason.stderr || reason);
  process.exitCode = 1;
}
if (!process.exitCode) {
  for (const name of clients.keys()) await collector.await(readFileSync(`${folder}/${name}.trace`, "utf8"));
  const stored = readdirSync(`${folder}/stored`);
  assert.equal(stored.length, 3 * clients.size);
  for (const name of stored) copyFileSync(`${folder}/stored/${name}`, `${work}/stored/${name}`);
  const expected = Object.fromEntries(stored.map((name) => [name, EXPECTED]));
  writeFileSync(`${work}/expected-clients.json`, JSON.stringify(expected, null, 1));
}
process.exit();

/** A connection to the server with TLS, once it is ready. */
async function open(key = readKey("all")) {
  const [authority, ownKey, own] = ["authority.crt", "geth.key", "geth.crt"].map((name) =>
    readFileSync(`${folder}/${name}`),
  );
  const client = connect(`localhost:${tlsPort}`, key, {
    credentials: grpc.credentials.createSsl(authority, ownKey, own),
    patienceMillis: 120_000,
  });
  if (key === readKey("all")) await client.fetch([newHandle(2)]);
  return client;
}

/** API keys with rights, through @grpc/grpc-js: by default and with precise codes. */
async function checkKeys() {
  const { UNKNOWN, UNAUTHENTICATED, PERMISSION_DENIED } = grpc.status;
  const upload = { input_ciphertexts: [{ input_payload: Buffer.of(1) }] };
  let passed = 0;
  const refused = async (call, code, details) => {
    await assert.rejects(call, { code, details });
    passed++;
  };
  for (const [connectWith, unknown, lacksRight] of [
    [async (key) => connect(`127.0.0.1:${plainPort}`, key), UNKNOWN, UNKNOWN],
    [open, UNAUTHENTICATED, PERMISSION_DENIED],
  ]) {
    const handle = newHandle(2);
    const all = await connectWith(readKey("all"));
    await all.call("TrivialEncryptCiphertexts", { values: [{ handle, be_value: Buffer.of(1), output_type: 2 }] });
    all.close();
    const scheduler = await connectWith(readKey("schedule"));
    const inputs = [{ input_handle: handle }, { scalar: Buffer.of(1) }];
    await scheduler.compute([{ operation: "FHE_ADD", output_handle: newHandle(2), inputs }]);
    passed++;
    const right = "this API key or certificate does not have the right: ";
    await refused(scheduler.fetch([handle]), lacksRight, `${right}read`);
    await refused(scheduler.call("UploadInputs", upload), lacksRight, `${right}upload`);
    scheduler.close();
    for (const key of [readKey("expired"), "no key at all"]) {
      const client = await connectWith(key);
      await refused(client.fetch([handle]), unknown, UNKNOWN_KEY);
      client.close();
    }
  }
  await refusesRevokedKey();
  console.log(`interop: grpc-js: ${passed + 1} checks of API keys passed, with the codes of 0.6 and with precise ones`);
}

/** Uses a key while a command revokes it. */
async function refusesRevokedKey() {
  const client = await open(readKey("leaving-grpc-js"));
  await client.fetch([newHandle(2)]);
  const revoked = run(COPROCESSOR, apiKey("revoke", "leaving-grpc-js")).then(() => performance.now());
  const deadline = performance.now() + PATIENCE_MILLIS;
  let lastServed = 0;
  let refusal;
  while (!refusal) {
    const begun = performance.now();
    assert.ok(begun < deadline, "the revoked key is still served");
    await client.fetch([newHandle(2)]).then(
      () => (lastServed = begun),
      (failure) => (refusal = failure),
    );
    await pause(20);
  }
  assert.equal(refusal.details, UNKNOWN_KEY);
  assert.ok(lastServed < (await revoked) + REVOCATION_MILLIS, "the key was served too long after its end");
  client.close();
}

/** A collector of traces that looks for ids in what it is sent, without reading the spans. */
async function collect() {
  const bodies = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    bodies.push(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
    response.setHeader("content-type", "application/x-protobuf").end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    await: async (trace) => {
      const id = Buffer.from(trace, "hex");
      assert.equal(id.length, 16);
      const deadline = Date.now() + SPAN_PATIENCE_MILLIS;
      while (!bodies.some((body) => body.includes(id))) {
        assert.ok(Date.now() < deadline, `no span of the trace ${trace} was sent`);
        await pause(100);
      }
    },
  };
}
