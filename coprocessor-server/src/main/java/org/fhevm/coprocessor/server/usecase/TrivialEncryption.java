package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.OperationRefusedException;
import org.fhevm.coprocessor.common.computation.OperationTyping;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;

/**
 * Stores clear values as ciphertexts that hide nothing, under handles that the caller chooses freely, the empty one
 * included. For tests; a chain encrypts by computation.
 *
 * <p>GetCiphertexts attests all stored values. So a tenant can get an attestation of a value of its own choice under a
 * handle of another tenant, unless the two have different signing keys or this call is turned off.
 */
public final class TrivialEncryption {
    /** The least number of blocks that a value counts for: packing and storing a narrower value costs as much. */
    public static final int LEAST_BLOCKS = 16;

    private final boolean isEnabled;
    private final int maximumBlocks;
    private final TenantKeyCache keys;
    private final FheTasks tasks;
    private final Transactions transactions;
    private final Arrivals arrivals;

    /**
     * Makes the use case.
     *
     * @param isEnabled whether anything is encrypted at all
     * @param maximumBlocks that the values of one request may take
     */
    public TrivialEncryption(
            boolean isEnabled,
            int maximumBlocks,
            TenantKeyCache keys,
            FheTasks tasks,
            Transactions transactions,
            Arrivals arrivals) {
        this.isEnabled = isEnabled;
        this.maximumBlocks = maximumBlocks;
        this.keys = keys;
        this.tasks = tasks;
        this.transactions = transactions;
        this.arrivals = arrivals;
    }

    /**
     * Stores all of these values, or none. A handle that has a ciphertext keeps it.
     *
     * @throws CoprocessorException for the first fault of the request, and if there is no room for the tenant's keys or
     *     for more FHE work of the tenant
     * @throws java.util.concurrent.CancellationException if the caller leaves
     */
    public void encrypt(Caller caller, List<ClearValue> values) {
        if (!isEnabled) {
            throw new CoprocessorException(new CoprocessorError.TrivialEncryptionDisabled());
        }
        List<TypedValue> typed = typed(values);
        if (typed.isEmpty()) {
            return;
        }
        int blocks = totalBlocks(typed);
        List<NewCiphertext> ciphertexts;
        try (TenantKeyCache.Pin pin = acquireKeys(caller);
                FheTasks.Admitted admitted = tasks.admit(caller, Patience.none(), blocks)) {
            FheEvaluator evaluator = pin.context().evaluator();
            ciphertexts = admitted.map(typed, TrivialEncryption::blocks, (value, pace) -> ciphertext(evaluator, value));
        }
        transactions.run(transaction -> new CiphertextRepository(transaction).insert(caller.tenant(), ciphertexts));
        arrivals.of(
                caller.tenant(), ciphertexts.stream().map(NewCiphertext::handle).toList());
    }

    /** Acquires the keys outside the call's turn, since they may have to be loaded. */
    private TenantKeyCache.Pin acquireKeys(Caller caller) {
        try (CallPlace.Absence paused = caller.place().pause()) {
            return keys.acquire(caller.tenant());
        }
    }

    private static List<TypedValue> typed(List<ClearValue> values) {
        List<TypedValue> typed = new ArrayList<>(values.size());
        Set<Handle> seen = new HashSet<>();
        for (ClearValue value : values) {
            FheType type = type(value.type());
            if (value.handle().length() > Handle.MAXIMUM_BYTES) {
                throw new CoprocessorException(
                        new CoprocessorError.OperandTooLong(value.handle().length()));
            }
            if (!seen.add(value.handle())) {
                throw new CoprocessorException(new CoprocessorError.DuplicateOutputHandle(value.handle()));
            }
            typed.add(new TypedValue(value.handle(), value.bigEndian(), type));
        }
        return typed;
    }

    private int totalBlocks(List<TypedValue> values) {
        int blocks = 0;
        for (TypedValue value : values) {
            blocks = Math.addExact(blocks, blocks(value));
        }
        if (blocks > maximumBlocks) {
            throw new CoprocessorException(new CoprocessorError.TooManyBlocksToEncrypt(maximumBlocks, blocks));
        }
        return blocks;
    }

    private static int blocks(TypedValue value) {
        return Math.max(LEAST_BLOCKS, value.type().blocks());
    }

    private static FheType type(int code) {
        try {
            return OperationTyping.ofCode(code);
        } catch (OperationRefusedException e) {
            throw new CoprocessorException(new CoprocessorError.OperationRefused(e.error()));
        }
    }

    private static NewCiphertext ciphertext(FheEvaluator evaluator, TypedValue value) {
        FheValue encrypted =
                evaluator.trivialEncrypt(value.type(), value.bigEndian().array());
        return NewCiphertext.computed(value.handle(), value.type(), Bytes.of(evaluator.compress(encrypted)));
    }

    /**
     * A value as the caller sent it.
     *
     * @param bigEndian of any length
     * @param type a number that may stand for a type
     */
    public record ClearValue(Handle handle, Bytes bigEndian, int type) {}

    private record TypedValue(Handle handle, Bytes bigEndian, FheType type) {}
}
