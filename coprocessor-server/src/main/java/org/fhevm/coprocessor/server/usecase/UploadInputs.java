package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.RecentValues;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.AttestationRepository;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.InputBlobRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.StoredInputs;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.input.InputEncoding;
import org.fhevm.coprocessor.server.input.InputHandles;
import org.fhevm.coprocessor.server.input.InputList;
import org.fhevm.coprocessor.server.signing.InputAttestation;
import org.fhevm.coprocessor.server.signing.Signature;
import org.fhevm.coprocessor.server.signing.Signer;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.zk.ProofVerifier;

/**
 * Stores users' encrypted inputs: checks the proofs of each list, expands the list into its values, stores every value
 * under a handle, and signs that it did. The same list gives the same handles: a list that is stored already is
 * attested without any FHE work. Its proofs are bound to a user and a contract, and are checked for each of them.
 *
 * <p>All proofs are checked before any list is expanded, and all FHE work is done before the one transaction that
 * writes the rows. A call waits for its turn, within bounds, instead of being refused: the Gateway does not repeat an
 * upload.
 */
public final class UploadInputs {
    private final LimitsConfig limits;
    private final Capacity capacity;
    private final Duration longestWait;
    private final CallerKeys keys;
    private final InputProofCheck proofs;
    private final FheTasks tasks;
    private final StoredInputs stored;
    private final Transactions transactions;
    private final Arrivals arrivals;
    private final SigningKeys signers;
    private final ExpandedValues expanded;
    private final ListsInFlight inFlight = new ListsInFlight();

    /**
     * Makes the use case.
     *
     * @param longestWait of an upload for its turn
     * @param recent takes values that were stored
     */
    public UploadInputs(
            LimitsConfig limits,
            Capacity capacity,
            Duration longestWait,
            CallerKeys keys,
            InputProofCheck proofs,
            FheTasks tasks,
            StoredInputs stored,
            Transactions transactions,
            Arrivals arrivals,
            SigningKeys signers,
            RecentValues recent) {
        this.limits = limits;
        this.capacity = capacity;
        this.longestWait = longestWait;
        this.keys = keys;
        this.proofs = proofs;
        this.tasks = tasks;
        this.stored = stored;
        this.transactions = transactions;
        this.arrivals = arrivals;
        this.signers = signers;
        this.expanded = new ExpandedValues(recent);
    }

    /**
     * Stores all of these inputs, or none; the answers come in the same order.
     *
     * @throws CoprocessorException for the first fault of the request, and if it waits longer than it may
     * @throws java.util.concurrent.CancellationException if the caller leaves
     */
    public List<Attested> upload(Caller caller, List<Input> inputs) {
        if (inputs.isEmpty()) {
            return List.of();
        }
        Patience patience = Patience.of(caller, longestWait);
        try (TenantKeyCache.Pin pin = keys.acquire(caller, patience)) {
            return upload(caller, patience, pin.context(), inputs);
        }
    }

    private List<Attested> upload(Caller caller, Patience patience, TenantContext tenant, List<Input> inputs) {
        TenantContracts contracts = TenantContracts.of(tenant.tenant());
        List<AddressedInput> addressed =
                inputs.stream().map(UploadInputs::addressed).toList();
        List<UploadedList> lists = read(tenant, contracts, addressed);
        List<InputProofCheck.Unproven> unproven = proofs.unproven(tenant, contracts.acl(), lists);
        List<UploadedList> missing = missing(caller.tenant(), lists);
        if (!missing.isEmpty() || !unproven.isEmpty()) {
            work(caller, patience, tenant, unproven, missing);
        }
        return lists.stream().map(list -> attest(tenant, contracts, list)).toList();
    }

    private static AddressedInput addressed(Input input) {
        return new AddressedInput(input.payload(), address(input.contract()), address(input.user()));
    }

    private static EthereumAddress address(String text) {
        try {
            return EthereumAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CoprocessorException(
                    new CoprocessorError.BadRequestAddress(text, String.valueOf(e.getMessage())));
        }
    }

    /** Reads the lists, in order, and refuses all that can be refused before any work is done on the first. */
    private List<UploadedList> read(TenantContext tenant, TenantContracts contracts, List<AddressedInput> inputs) {
        List<UploadedList> lists = new ArrayList<>(inputs.size());
        InputEncoding encoding = proofs.encoding(tenant);
        int blocks = 0;
        for (AddressedInput input : inputs) {
            int index = lists.size();
            InputList list = read(index, input.payload().array(), encoding, tenant);
            blocks = Math.addExact(blocks, list.blocks());
            BlobHash blob = BlobHash.of(input.payload().array());
            List<Handle> handles =
                    InputHandles.of(blob, contracts.acl(), tenant.tenant().chainId(), list.types());
            lists.add(new UploadedList(index, input.payload(), input.contract(), input.user(), blob, list, handles));
        }
        int maximum = capacity.maximumBlocksPerUpload();
        if (blocks > maximum) {
            throw new CoprocessorException(new CoprocessorError.TooManyBlocksUploaded(maximum, blocks));
        }
        return lists;
    }

    private InputList read(int index, byte[] payload, InputEncoding encoding, TenantContext tenant) {
        try {
            return InputList.read(
                    index, payload, encoding, tenant, limits.maximumValuesPerBlob(), capacity.maximumBlocksPerList());
        } catch (CoprocessorException e) {
            if (e.error() instanceof CoprocessorError.MalformedInput) {
                proofs.malformed();
            }
            throw e;
        }
    }

    /** The lists that are not stored with all of their values; each once, in the order of their hashes. */
    private List<UploadedList> missing(TenantId tenant, List<UploadedList> lists) {
        SortedMap<BlobHash, UploadedList> distinct = new TreeMap<>();
        lists.forEach(list -> distinct.putIfAbsent(list.blob(), list));
        Map<Handle, StoredInputs.StoredValue> found = stored.find(
                tenant,
                distinct.keySet(),
                distinct.values().stream()
                        .flatMap(list -> list.handles().stream())
                        .toList());
        return distinct.values().stream().filter(list -> !isStored(list, found)).toList();
    }

    private static boolean isStored(UploadedList list, Map<Handle, StoredInputs.StoredValue> found) {
        return list.values().stream().allMatch(value -> isStored(list, value, found));
    }

    private static boolean isStored(
            UploadedList list, UploadedList.Value value, Map<Handle, StoredInputs.StoredValue> found) {
        NewCiphertext.Origin origin = new NewCiphertext.Origin(list.blob(), value.index());
        return new StoredInputs.StoredValue(origin, value.type()).equals(found.get(value.handle()));
    }

    /** The part of an upload that takes long: proofs, and the lists that were not stored a moment ago. */
    private void work(
            Caller caller,
            Patience patience,
            TenantContext tenant,
            List<InputProofCheck.Unproven> unproven,
            List<UploadedList> missing) {
        ProofVerifier verifier = unproven.isEmpty() ? null : proofs.verifier(caller, patience, tenant);
        int blocks = missing.stream().mapToInt(list -> list.list().blocks()).sum()
                + unproven.size() * ListExpansion.BLOCKS_PER_TURN;
        try (FheTasks.Admitted admitted = tasks.admit(caller, patience, blocks)) {
            if (verifier != null) {
                proofs.check(caller, patience, verifier, unproven);
            }
            if (!missing.isEmpty()) {
                expand(admitted, caller, patience, tenant, missing);
            }
        }
    }

    /** A list is claimed once it is proven, so that no request with a false proof holds up one with a true one. */
    private void expand(
            FheTasks.Admitted admitted,
            Caller caller,
            Patience patience,
            TenantContext tenant,
            List<UploadedList> missing) {
        Set<BlobHash> wanted = missing.stream().map(UploadedList::blob).collect(Collectors.toSet());
        try (ListsInFlight.Claim claim = inFlight.claim(caller, patience, wanted)) {
            // Another request may have stored some of them meanwhile.
            List<UploadedList> left = missing(caller.tenant(), missing);
            try (ExpandedValues.Kept kept = expanded.ofUpload()) {
                store(caller.tenant(), left, ListExpansion.expand(admitted, tenant, left, kept));
                offer(caller.tenant(), left, kept);
            }
        }
    }

    /** Offers the values of lists that are stored. A handle may have had another ciphertext, which then counts. */
    private void offer(TenantId tenant, List<UploadedList> lists, ExpandedValues.Kept kept) {
        if (kept.isEmpty()) {
            return;
        }
        List<UploadedList> missing = missing(tenant, lists);
        lists.stream().filter(list -> !missing.contains(list)).forEach(list -> kept.offer(tenant, list.handles()));
    }

    private Attested attest(TenantContext tenant, TenantContracts contracts, UploadedList list) {
        Signer signer = signers.of(tenant.tenant().id());
        byte[] digest = new InputAttestation(contracts.acl(), list.blob(), list.handles(), list.user(), list.contract())
                .digest(tenant.tenant().chainId(), contracts.verifier());
        return new Attested(
                tenant.tenant().aclContractAddress(),
                list.blob(),
                list.handles(),
                list.list().types(),
                list.contract(),
                list.user(),
                signer.address(),
                signer.sign(digest));
    }

    /** Stores lists before values, and lists in the order of their hashes: see {@link CiphertextRepository#insert}. */
    private void store(TenantId tenant, List<UploadedList> lists, List<NewCiphertext> values) {
        if (lists.isEmpty()) {
            return;
        }
        transactions.run(transaction -> {
            InputBlobRepository blobs = new InputBlobRepository(transaction);
            for (UploadedList list : lists) {
                blobs.insert(
                        tenant,
                        list.blob(),
                        list.payload().array(),
                        list.handles().size());
            }
            CiphertextRepository ciphertexts = new CiphertextRepository(transaction);
            ciphertexts.insert(tenant, values);
            requireOwn(new StoredInputs(transaction), tenant, lists);
            AttestedCiphertexts.rememberStored(ciphertexts, new AttestationRepository(transaction), tenant, values);
        });
        arrivals.of(tenant, values.stream().map(NewCiphertext::handle).toList());
    }

    /**
     * Refuses lists of which a handle held another value before: to attest them would be to say that the user's value
     * is stored under that handle.
     */
    private static void requireOwn(StoredInputs stored, TenantId tenant, List<UploadedList> lists) {
        Map<Handle, StoredInputs.StoredValue> found = stored.find(
                tenant,
                lists.stream().map(UploadedList::blob).collect(Collectors.toSet()),
                lists.stream().flatMap(list -> list.handles().stream()).toList());
        lists.stream()
                .flatMap(list -> list.values().stream().filter(value -> !isStored(list, value, found)))
                .findFirst()
                .ifPresent(value -> {
                    throw new CoprocessorException(new CoprocessorError.InputHandleTaken(value.handle()));
                });
    }

    /**
     * An input as the caller sent it.
     *
     * @param contract text of an address
     * @param user text of an address
     */
    public record Input(Bytes payload, String contract, String user) {}

    /**
     * A stored input, signed.
     *
     * @param acl the access control contract as the tenant's row has it
     * @param handles of the values, in order
     * @param types of the values, in order
     * @param signature over all of it
     */
    public record Attested(
            String acl,
            BlobHash blob,
            List<Handle> handles,
            List<FheType> types,
            EthereumAddress contract,
            EthereumAddress user,
            EthereumAddress signer,
            Signature signature) {}

    /** An input whose addresses have been read. */
    private record AddressedInput(Bytes payload, EthereumAddress contract, EthereumAddress user) {}
}
