// An installation that looks as if it were at work: tenants, workers with leases, computations in every state.
import http2 from "node:http2";
import { createHash, randomUUID } from "node:crypto";
import pg from "pg";

/** Wire codes: additions of euint64. */
const ADD = 0;
const EUINT64 = 5;

export const TENANT = 1;
const API_KEY = randomUUID();

/** A handle as contracts give them: 32 bytes, of which the last two are type and version. */
export const handle = (name) => {
  const bytes = createHash("sha256").update(name).digest();
  bytes[30] = EUINT64;
  bytes[31] = 0;
  return bytes;
};

export const hex = (name) => `0x${handle(name).toString("hex")}`;

export class Installation {
  constructor(url) {
    this.database = new pg.Client({ connectionString: url });
    this.count = 0;
    this.loaded = [];
  }

  async fill() {
    await this.database.connect();
    for (const [key, weight] of [[API_KEY, 3], [randomUUID(), 1], [randomUUID(), 1]]) {
      await this.database.query(
        `insert into tenants (tenant_api_key, chain_id, verifying_contract_address, acl_contract_address, pks_key, sks_key,
                              public_params, weight)
         values ($1, 12345, '', '', '', '', '', $2)`, [key, weight]);
    }
    this.workers = [];
    for (const [name, seconds] of [["node-1/4711", 86400], ["node-2/812", 86400], ["node-3/97", -240]]) {
      const { rows } = await this.database.query(
        `insert into workers (worker_id, name, started_at, expires_at)
         values (gen_random_uuid(), $1, now() - interval '5 hours', now() + $2 * interval '1 second')
         returning worker_id`, [name, seconds]);
      this.workers.push(rows[0].worker_id);
    }
    for (const name of ["alice", "bob", "amount"]) await this.store(name);
    await this.add("enough", "alice", "amount", { done: true });
    await this.add("moved", "enough", "amount", { worker: 0 });
    await this.add("alice-after", "alice", "moved", { waits: "moved" });
    await this.add("bob-after", "bob", "moved", { waits: "moved" });
    await this.add("total", "alice-after", "bob-after", { waits: "alice-after" });
    await this.failure("odd", "The result <type> of \"odd\" & its operands do not fit together");
    await this.failure("lost", "The input 0x51…04 was neither uploaded nor computed within 3600 s");
    await this.load(60, 9);
  }

  store(name) {
    return this.database.query(
      `insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
       values ($1, $2, '', 0, $3)`, [TENANT, handle(name), EUINT64]);
  }

  async add(name, left, right, { tenant = TENANT, done = false, worker, waits, reason } = {}) {
    if (done) await this.store(name);
    await this.database.query(
      `insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar,
                                 is_completed, is_error, error_message, lease_worker, waits_for)
       values ($1, $2, $3, $4, $5, false, $6, $7, $8, $9, $10)`,
      [tenant, handle(name), EUINT64, [handle(left), handle(right)], ADD, done, reason !== undefined, reason ?? null,
        worker === undefined ? null : this.workers[worker], waits === undefined ? null : handle(waits)]);
  }

  failure(name, reason) {
    return this.add(name, "alice", "bob", { reason });
  }

  /** Brings the backlog of two tenants to these sizes. */
  async load(claimable, waiting) {
    await this.database.query("delete from computations where output_handle = any($1)", [this.loaded.map(handle)]);
    this.loaded = [];
    const add = (...values) => {
      this.loaded.push(`load ${this.count++}`);
      return this.add(this.loaded.at(-1), ...values);
    };
    for (const tenant of [1, 2]) {
      for (let index = 0; index < claimable / tenant; index++) {
        await add("alice", "bob", { tenant, worker: index < 8 ? index % 2 : undefined });
      }
      for (let index = 0; index < waiting; index++) await add("moved", "bob", { tenant, waits: "moved" });
    }
  }

  /** Calls the server with an empty request, which it answers. */
  async call(address) {
    const session = http2.connect(`http://${address}`);
    try {
      const stream = session.request({
        ":method": "POST",
        ":path": "/fhevm.coprocessor.FhevmCoprocessor/GetCiphertexts",
        "content-type": "application/grpc",
        te: "trailers",
        authorization: `bearer ${API_KEY}`,
      });
      // A message of no bytes: not compressed, length 0.
      stream.end(Buffer.alloc(5));
      stream.resume();
      await new Promise((resolve, reject) => stream.on("close", resolve).on("error", reject));
    } finally {
      session.close();
    }
  }

  close() {
    return this.database.end();
  }
}
