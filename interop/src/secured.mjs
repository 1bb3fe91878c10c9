// Servers that speak TLS, and the certificates for them and their clients.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { createServer } from "node:net";

export const COPROCESSOR = new URL("../../coprocessor", import.meta.url).pathname;

const LEAF = "basicConstraints=critical,CA:FALSE";

/**
 * Makes authorities and the certificates of clients: geth, which is served, other, whose name is not allowed, and
 * forged, which another authority calls geth.
 *
 * @returns a function that makes the certificate of a server, NAME.crt and NAME.key
 */
export function makeCertificates(folder) {
  const file = (name) => `${folder}/${name}`;
  const certificate = (name, subject, authority, ...extensions) => {
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
  };
  certificate("authority", "authority of this test");
  certificate("stranger", "another authority");
  certificate("geth", "geth", "authority", LEAF);
  certificate("other", "other", "authority", LEAF);
  certificate("forged", "geth", "stranger", LEAF);
  return (name) => certificate(name, "server", "authority", LEAF, "subjectAltName=DNS:localhost");
}

/**
 * Starts a server that serves clients with the names geth and gateway. It ends with this process.
 *
 * @param work the folder of interop/run
 * @param folder what makeCertificates has filled, with server.crt and server.key
 * @param log the file of its output
 * @returns its port
 */
export async function startServer(work, folder, log, ...options) {
  const port = await freePort();
  const server = spawn(
    COPROCESSOR,
    [
      ...["--run-server", "--server-addr", `127.0.0.1:${port}`, "--metrics-addr", ""],
      ...["--coprocessor-private-key", `${work}/coprocessor.key`],
      ...["--server-tls-certificate", `${folder}/server.crt`, "--server-tls-key", `${folder}/server.key`],
      ...["--server-tls-client-authorities", `${folder}/authority.crt`, "--server-tls-client-names", "geth,gateway"],
      ...options,
    ],
    { stdio: ["ignore", openSync(log, "w"), openSync(log, "a")] },
  );
  process.on("exit", () => server.kill());
  return port;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}
