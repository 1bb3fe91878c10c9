// The coprocessor's protocol, spoken from Node.
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const PROTOCOL = new URL("../../proto/src/main/protobuf/", import.meta.url).pathname;

/** How long an upload is repeated that the server puts off, as it does while it checks a tenant's public parameters. */
const UPLOAD_PATIENCE_MILLIS = 240_000;

/**
 * A client whose methods return promises.
 *
 * @param credentials of the channel; without them, it speaks no TLS
 * @param patienceMillis how long to wait for the connection
 * @param options of the channel
 */
export function connect(
  address,
  apiKey,
  { credentials = grpc.credentials.createInsecure(), patienceMillis = 60_000, options = {} } = {},
) {
  const definition = protoLoader.loadSync("coprocessor.proto", { includeDirs: [PROTOCOL], keepCase: true });
  const Service = grpc.loadPackageDefinition(definition).fhevm.coprocessor.FhevmCoprocessor;
  const client = new Service(address, credentials, options);
  const metadata = new grpc.Metadata();
  metadata.set("authorization", `bearer ${apiKey}`);
  const call = (method, request) =>
    new Promise((resolve, reject) => {
      client.waitForReady(Date.now() + patienceMillis, (notReady) => {
        if (notReady) return reject(notReady);
        client[method](request, metadata, (failure, response) => (failure ? reject(failure) : resolve(response)));
      });
    });
  const upload = async (list, contract, user) => {
    const request = { input_ciphertexts: [{ input_payload: list, contract_address: contract, user_address: user }] };
    for (const deadline = Date.now() + UPLOAD_PATIENCE_MILLIS; ; await pause(1000)) {
      try {
        return (await call("UploadInputs", request)).upload_responses[0];
      } catch (failure) {
        if (!failure.details?.endsWith("try again later") || Date.now() > deadline) throw failure;
      }
    }
  };
  return {
    upload,
    /** Calls a method as it is, without a second try. */
    call,
    compute: (computations) => call("AsyncCompute", { computations }),
    fetch: (handles) => call("GetCiphertexts", { handles }).then((response) => response.responses),
    close: () => client.close(),
  };
}

/** A handle as contracts give them to results. */
export function newHandle(typeCode) {
  const handle = randomBytes(32);
  handle[30] = typeCode;
  handle[31] = 0;
  return handle;
}

/** A number as the minimal bytes that hold it, most significant first. */
export function bigEndian(value) {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}
