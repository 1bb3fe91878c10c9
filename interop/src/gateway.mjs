// What fhevmjs takes for a Gateway: it uploads inputs to the coprocessor, and signs them as a KMS does.
import { createServer } from "node:http";
import { once } from "node:events";
import { getBytes, keccak256 } from "ethers";

const KMS_TYPES = {
  CiphertextVerificationForKMS: [
    { name: "aclAddress", type: "address" },
    { name: "hashOfCiphertext", type: "bytes32" },
    { name: "userAddress", type: "address" },
    { name: "contractAddress", type: "address" },
  ],
};

/**
 * Serves fhevmjs until it is closed.
 *
 * @param coprocessor where lists are uploaded
 * @param kmsSigner the wallet of the only KMS signer
 * @param kmsDomain the EIP-712 domain of the KMSVerifier
 */
export async function serveGateway(coprocessor, kmsSigner, kmsDomain) {
  const uploads = [];
  const plainHex = (bytes) => Buffer.from(bytes).toString("hex");
  const answer = async (body) => {
    const { ct_proof: digits, contract_address: contract, caller_address: user } = JSON.parse(body);
    const list = Buffer.from(digits, "hex");
    const uploaded = await coprocessor.upload(list, contract, user);
    uploads.push({ list, ...uploaded });
    const signature = await kmsSigner.signTypedData(kmsDomain, KMS_TYPES, {
      aclAddress: uploaded.aclAddress,
      hashOfCiphertext: keccak256(list),
      userAddress: user,
      contractAddress: contract,
    });
    return {
      handles: uploaded.input_handles.map(({ handle }) => plainHex(handle)),
      kms_signatures: [plainHex(getBytes(signature))],
      proof_of_storage: plainHex(uploaded.eip712Signature),
    };
  };
  let failure;
  const server = createServer(async (request, response) => {
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end(JSON.stringify({ response: await answer(Buffer.concat(chunks).toString()) }));
    } catch (thrown) {
      failure = thrown;
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** What the coprocessor answered to each upload, with the list itself. */
    uploads,
    /** Why the last request failed: fhevmjs only says that it did. */
    failure: () => failure,
    close: () => server.close(),
  };
}
