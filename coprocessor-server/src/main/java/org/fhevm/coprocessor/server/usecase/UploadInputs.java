package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.InputBlobRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.input.InputHandles;
import org.fhevm.coprocessor.server.input.InputList;
import org.fhevm.coprocessor.server.input.InputProofPolicy;
import org.fhevm.coprocessor.server.input.InputProofPolicy.Binding;
import org.fhevm.coprocessor.server.signing.InputAttestation;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;

/**
 * Takes users' encrypted inputs: expands each list into the values it holds, stores every value under a handle, and signs
 * that it did. The same list gives the same handles whoever uploads it, and may be attested for several users.
 *
 * <p>All FHE work is done before the one transaction that writes the rows.
 */
public final class UploadInputs {

    private final LimitsConfig limits;
    private final Capacity capacity;
    private final TenantKeyCache keys;
    private final InputProofPolicy proofs;
    private final FheTasks tasks;
    private final Transactions transactions;
    private final Arrivals arrivals;
    private final SigningKey signer;

    public UploadInputs(
            LimitsConfig limits,
            Capacity capacity,
            TenantKeyCache keys,
            InputProofPolicy proofs,
            FheTasks tasks,
            Transactions transactions,
            Arrivals arrivals,
            SigningKey signer) {
        this.limits = limits;
        this.capacity = capacity;
        this.keys = keys;
        this.proofs = proofs;
        this.tasks = tasks;
        this.transactions = transactions;
        this.arrivals = arrivals;
        this.signer = signer;
    }

    /**
     * An input as it came over the wire.
     *
     * @param payload borrowed
     * @param contract text of an address
     * @param user text of an address
     */
    @SuppressWarnings("ArrayRecordComponent") // Hashed and parsed; never compared.
    public record Input(byte[] payload, String contract, String user) {}

    /**
     * What became of an input.
     *
     * @param acl the access control contract as the tenant's row has it
     * @param handles of the values, in order
     * @param types of the values, in order
     * @param signature 65 bytes over all of it
     */
    @SuppressWarnings("ArrayRecordComponent") // On its way out; never compared.
    public record Attested(
            String acl,
            BlobHash blob,
            List<Handle> handles,
            List<FheType> types,
            EthereumAddress contract,
            EthereumAddress user,
            EthereumAddress signer,
            byte[] signature) {}

    /** Stores all of these inputs, or none; the answers come in the same order. */
    public List<Attested> upload(Caller caller, List<Input> inputs) {
        if (inputs.isEmpty()) {
            return List.of();
        }
        try (TenantKeyCache.Use use = keys.acquire(caller.tenant())) {
            return upload(caller, use.context(), inputs);
        }
    }

    private List<Attested> upload(Caller caller, TenantContext tenant, List<Input> inputs) {
        TenantContracts contracts = TenantContracts.of(tenant.tenant());
        List<Binding> bindings = inputs.stream().map(UploadInputs::binding).toList();
        List<InputList> lists = read(tenant, inputs, bindings);
        List<List<byte[]>> ciphertexts = tasks.map(caller, lists, list -> ciphertexts(tenant, list));

        List<Attested> attested = new ArrayList<>(inputs.size());
        for (int index = 0; index < inputs.size(); index++) {
            BlobHash blob = BlobHash.of(inputs.get(index).payload());
            List<FheType> types = lists.get(index).types();
            List<Handle> handles =
                    InputHandles.of(blob, contracts.acl(), tenant.tenant().chainId(), types);
            attested.add(attest(tenant, contracts, blob, handles, types, bindings.get(index)));
        }
        store(caller.tenant(), inputs, attested, ciphertexts);
        arrivals.of(
                caller.tenant(),
                attested.stream().flatMap(input -> input.handles().stream()).toList());
        return attested;
    }

    private static Binding binding(Input input) {
        return new Binding(address(input.contract()), address(input.user()));
    }

    private static EthereumAddress address(String text) {
        try {
            return EthereumAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CoprocessorException(
                    new CoprocessorError.BadRequestAddress(text, String.valueOf(e.getMessage())));
        }
    }

    /** Everything about the lists that can be refused, in order, before any work is done on the first. */
    private List<InputList> read(TenantContext tenant, List<Input> inputs, List<Binding> bindings) {
        List<InputList> lists = new ArrayList<>(inputs.size());
        int blocks = 0;
        for (int index = 0; index < inputs.size(); index++) {
            InputList list = InputList.read(
                    index,
                    inputs.get(index).payload(),
                    tenant,
                    limits.maximumValuesPerBlob(),
                    capacity.maximumBlocksPerList());
            proofs.check(list.list(), tenant, bindings.get(index));
            blocks = Math.addExact(blocks, list.blocks());
            lists.add(list);
        }
        int maximum = capacity.maximumBlocksPerUpload();
        if (blocks > maximum) {
            throw new CoprocessorException(new CoprocessorError.TooManyBlocksUploaded(maximum, blocks));
        }
        return lists;
    }

    private static List<byte[]> ciphertexts(TenantContext tenant, InputList list) {
        List<FheValue> values = list.expand(tenant);
        return FheTasks.mapInside(values, tenant.evaluator()::compress);
    }

    private Attested attest(
            TenantContext tenant,
            TenantContracts contracts,
            BlobHash blob,
            List<Handle> handles,
            List<FheType> types,
            Binding binding) {
        byte[] digest = new InputAttestation(contracts.acl(), blob, handles, binding.user(), binding.contract())
                .digest(tenant.tenant().chainId(), contracts.verifier());
        return new Attested(
                tenant.tenant().aclContractAddress(),
                blob,
                handles,
                types,
                binding.contract(),
                binding.user(),
                signer.address(),
                signer.sign(digest).encoded());
    }

    /** Lists before values, and lists in the order of their hashes: see {@link CiphertextRepository#insert}. */
    private void store(TenantId tenant, List<Input> inputs, List<Attested> attested, List<List<byte[]>> ciphertexts) {
        List<Integer> byHash = IntStream.range(0, inputs.size())
                .boxed()
                .sorted(Comparator.comparing(index -> attested.get(index).blob()))
                .toList();
        List<NewCiphertext> values = byHash.stream()
                .flatMap(index -> rows(attested.get(index), ciphertexts.get(index)).stream())
                .toList();
        transactions.run(transaction -> {
            InputBlobRepository blobs = new InputBlobRepository(transaction);
            for (int index : byHash) {
                Attested input = attested.get(index);
                blobs.insert(
                        tenant,
                        input.blob(),
                        inputs.get(index).payload(),
                        input.handles().size());
            }
            new CiphertextRepository(transaction).insert(tenant, values);
        });
    }

    private static List<NewCiphertext> rows(Attested input, List<byte[]> ciphertexts) {
        List<NewCiphertext> rows = new ArrayList<>(ciphertexts.size());
        for (int index = 0; index < ciphertexts.size(); index++) {
            rows.add(NewCiphertext.uploaded(
                    input.handles().get(index), input.types().get(index), ciphertexts.get(index), input.blob(), index));
        }
        return rows;
    }
}
