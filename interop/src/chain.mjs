// A chain of one node: each transaction is a block of its own, gas is free, and senders do not sign.
import { createBlock } from "@ethereumjs/block";
import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createLegacyTx } from "@ethereumjs/tx";
import { bytesToHex, createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { createVM, runTx } from "@ethereumjs/vm";
import { concat, getAddress, Interface, ZeroAddress, zeroPadValue } from "ethers";

const GAS_LIMIT = 30_000_000n;
const GENESIS_SECONDS = 1_700_000_000n;
const BLOCK_SECONDS = 12n;

/** The previous block of each: the chain keeps none, and contracts see this hash. */
export const PREVIOUS_BLOCK_HASH = `0x${"0".repeat(64)}`;

export class Chain {
  #vm;
  #common;
  #number = 0n;
  #watched = new Map();
  /** Calls in progress, outermost first, each with the number of items that were recorded before it. */
  #frames = [];
  #recorded = [];
  #undone = 0;
  #timestamp = GENESIS_SECONDS;
  #failure;

  static async create(chainId) {
    const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Cancun });
    return new Chain(common, await createVM({ common }));
  }

  constructor(common, vm) {
    this.#common = common;
    this.#vm = vm;
    vm.evm.events.on("beforeMessage", (message, proceed) => {
      this.#frames.push({ to: message.to, message, mark: this.#recorded.length });
      proceed();
    });
    vm.evm.events.on("afterMessage", (result, proceed) => {
      this.#leave(this.#frames.pop(), result.execResult)
        .catch((failure) => (this.#failure = failure))
        .then(() => proceed());
    });
  }

  /**
   * Has a function called at the end of each call of a contract that may change state. The outcome of a transaction
   * lists what the function returned, and leaves out what belongs to a call that was reverted.
   */
  watch(address, record) {
    this.#watched.set(address.toLowerCase(), record);
  }

  /** Runs a transaction. An outcome has a reason exactly if it was reverted. */
  async send(from, to, data, contractInterface = new Interface([])) {
    this.#number++;
    this.#recorded = [];
    this.#undone = 0;
    this.#timestamp += BLOCK_SECONDS;
    const block = createBlock(
      { header: { number: this.#number, timestamp: this.#timestamp, gasLimit: GAS_LIMIT, baseFeePerGas: 0n } },
      { common: this.#common },
    );
    const transaction = createLegacyTx(
      { to: to ?? undefined, data, gasLimit: GAS_LIMIT, gasPrice: 0n },
      { common: this.#common, freeze: false },
    );
    transaction.getSenderAddress = () => createAddressFromString(from);
    const { execResult, createdAddress } = await runTx(this.#vm, { tx: transaction, block, skipNonce: true });
    if (this.#failure) throw this.#failure;
    const returned = bytesToHex(execResult.returnValue);
    return {
      reason: execResult.exceptionError && reasonOf(execResult.exceptionError, returned, contractInterface),
      returned,
      created: createdAddress?.toString(),
      events: (execResult.logs ?? [])
        .map(([, topics, bytes]) =>
          contractInterface.parseLog({ topics: topics.map((topic) => bytesToHex(topic)), data: bytesToHex(bytes) }),
        )
        .filter((event) => event),
      recorded: this.#recorded,
      undone: this.#undone,
    };
  }

  /** Deploys a contract, and answers with it. */
  async deploy(from, { abi, code }, ...parameters) {
    const contractInterface = new Interface(abi);
    const data = concat([code, contractInterface.encodeDeploy(parameters)]);
    const { reason, created } = await this.send(from, undefined, data, contractInterface);
    if (reason) {
      throw new Error(`a contract is not deployed: ${reason}`);
    }
    return this.contract(abi, created);
  }

  /** The contract at an address: its methods are called by name. */
  contract(abi, address) {
    const contractInterface = new Interface(abi);
    const send = async (from, method, ...values) => {
      const outcome = await this.send(
        from, address, contractInterface.encodeFunctionData(method, values), contractInterface);
      return {
        ...outcome,
        result: outcome.reason ? undefined : contractInterface.decodeFunctionResult(method, outcome.returned),
      };
    };
    const succeed = async (from, method, ...values) => {
      const outcome = await send(from, method, ...values);
      if (outcome.reason) {
        throw new Error(`${method} is reverted: ${outcome.reason}`);
      }
      return outcome;
    };
    return {
      address: getAddress(address),
      send,
      /** Sends a transaction that must not be reverted. */
      succeed,
      read: async (method, ...values) => {
        const { result } = await succeed(ZeroAddress, method, ...values);
        return result.length === 1 ? result[0] : result;
      },
    };
  }

  /** The 32 bytes in a storage slot of a contract. */
  async storage(address, slot) {
    const bytes = await this.#vm.stateManager.getStorage(createAddressFromString(address), hexToBytes(slot));
    return zeroPadValue(bytes, 32);
  }

  async #leave({ to, message, mark }, { exceptionError, returnValue }) {
    if (exceptionError) {
      this.#undone += this.#recorded.length - mark;
      this.#recorded.length = mark;
      return;
    }
    const record = !message.isStatic && !message.delegatecall && this.#watched.get(to?.toString());
    if (record) {
      const item = await record({
        data: bytesToHex(message.data),
        returned: bytesToHex(returnValue),
        timestamp: this.#timestamp,
      });
      if (item) this.#recorded.push(item);
    }
  }
}

function reasonOf(failure, returned, contractInterface) {
  const error = returned.length > 2 && contractInterface.parseError(returned);
  if (!error) return failure.error;
  return error.name === "Error" ? error.args[0] : error.name;
}
