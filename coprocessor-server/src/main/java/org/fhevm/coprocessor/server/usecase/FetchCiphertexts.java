package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.CiphertextSizes;
import org.fhevm.coprocessor.common.repository.StoredCiphertext;
import org.fhevm.coprocessor.server.pending.PendingReads;
import org.fhevm.coprocessor.server.signing.CiphertextAttestation;
import org.fhevm.coprocessor.server.signing.Signature;
import org.fhevm.coprocessor.server.signing.Signer;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.jspecify.annotations.Nullable;

/** Returns stored ciphertexts, each with a signature that ties it to its handle. */
public final class FetchCiphertexts {
    /** Time kept for reading and signing after a wait. */
    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(1);

    /** The ciphertexts of this number of handles take half a mebibyte at most. */
    private static final int FEW = (1 << 19) / StoredCiphertext.MAXIMUM_BYTES;

    private final CiphertextSizes sizes;
    private final CiphertextRepository repository;
    private final AttestedCiphertexts attested;
    private final SigningKeys signers;
    private final @Nullable ResultWait wait;

    /**
     * Makes the use case.
     *
     * @param wait null to answer at once
     */
    public FetchCiphertexts(
            CiphertextSizes sizes,
            CiphertextRepository repository,
            AttestedCiphertexts attested,
            SigningKeys signers,
            @Nullable ResultWait wait) {
        this.sizes = sizes;
        this.repository = repository;
        this.attested = attested;
        this.signers = signers;
        this.wait = wait;
    }

    /**
     * The sizes in bytes of the stored ciphertexts of these handles, without reading any. If the server is configured
     * to wait for results, this waits while one of them is being computed. If it is not, and there are only a few
     * handles, no look-up is made: the result has the largest possible size for every handle, stored or not.
     *
     * @throws java.util.concurrent.CancellationException if the caller leaves during the wait
     */
    public Map<Handle, Long> sizes(Caller caller, List<Handle> handles) {
        if (handles.isEmpty()) {
            return Map.of();
        }
        Set<Handle> distinct = new LinkedHashSet<>(handles);
        if (wait == null && handles.size() <= FEW) {
            return distinct.stream()
                    .collect(Collectors.toMap(handle -> handle, handle -> (long) StoredCiphertext.MAXIMUM_BYTES));
        }
        Map<Handle, Long> found = sizes.find(caller.tenant(), distinct);
        if (wait == null || found.keySet().containsAll(distinct)) {
            return found;
        }
        Set<Handle> absent = new LinkedHashSet<>(distinct);
        absent.removeAll(found.keySet());
        Optional<PendingReads.Wait> pending = wait.reads().begin(caller.tenant(), absent);
        if (pending.isEmpty()) {
            return found;
        }
        await(caller, pending.get(), wait.longest());
        return sizes.find(caller.tenant(), distinct);
    }

    /**
     * One entry for each of these handles, in order, duplicates included. Stops between signatures when the caller has
     * left.
     *
     * @param measured the handles whose ciphertexts are read; the others have none in the answer
     * @throws java.util.concurrent.CancellationException if the caller has left
     * @throws CoprocessorException with {@link CoprocessorError.SigningFailed} if a stored handle is too long to be
     *     signed, with {@link CoprocessorError.StoredCiphertextTooLong} if a ciphertext is too long to be one, with
     *     {@link CoprocessorError.ContradictingAttestation} if another ciphertext was attested for a handle
     */
    public List<Fetched> fetch(Caller caller, List<Handle> handles, Set<Handle> measured) {
        if (handles.isEmpty()) {
            return List.of();
        }
        Map<Handle, StoredCiphertext> stored =
                measured.isEmpty() ? Map.of() : repository.find(caller.tenant(), measured);
        Map<Handle, CiphertextAttestation> statements = statements(stored.values());
        attested.require(caller.tenant(), statements.values());
        Signer signer = signers.of(caller.tenant());
        Map<Handle, SignedCiphertext> signed = new HashMap<>();
        List<Fetched> fetched = new ArrayList<>(handles.size());
        for (Handle handle : handles) {
            caller.requirePresent();
            StoredCiphertext ciphertext = stored.get(handle);
            CiphertextAttestation statement = statements.get(handle);
            fetched.add(new Fetched(
                    handle,
                    ciphertext == null || statement == null
                            ? null
                            : signed.computeIfAbsent(
                                    handle,
                                    same -> new SignedCiphertext(ciphertext, signer.sign(statement.digest())))));
        }
        return fetched;
    }

    private static void await(Caller caller, PendingReads.Wait pending, Duration longest) {
        try (pending;
                CallPlace.Absence away = caller.place().leave();
                Presence.Registration leaving = caller.presence().onLeaving(pending::end)) {
            pending.await(caller.presence()
                    .timeLeft()
                    .map(FetchCiphertexts::withoutMargin)
                    .filter(left -> left.compareTo(longest) < 0)
                    .orElse(longest));
        }
        caller.requirePresent();
    }

    /** The rest of a caller's time after the reserve for the answer. */
    private static Duration withoutMargin(Duration left) {
        Duration tenth = left.dividedBy(10);
        return left.minus(tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN);
    }

    private static Map<Handle, CiphertextAttestation> statements(Collection<StoredCiphertext> ciphertexts) {
        Map<Handle, CiphertextAttestation> statements = new HashMap<>();
        for (StoredCiphertext ciphertext : ciphertexts) {
            Handle handle = ciphertext.handle();
            if (handle.length() > CiphertextAttestation.MAXIMUM_HANDLE_BYTES) {
                throw new CoprocessorException(new CoprocessorError.SigningFailed(
                        "handle longer than " + CiphertextAttestation.MAXIMUM_HANDLE_BYTES + " bytes"));
            }
            statements.put(
                    handle,
                    CiphertextAttestation.about(handle, ciphertext.content().array()));
        }
        return statements;
    }

    /** The wait of calls for results, and its longest time. */
    public record ResultWait(PendingReads reads, Duration longest) {}

    /**
     * The answer for one handle.
     *
     * @param ciphertext null if none is stored
     */
    public record Fetched(Handle handle, @Nullable SignedCiphertext ciphertext) {}

    /** A ciphertext, and the signature of the statement that it belongs to its handle. */
    public record SignedCiphertext(StoredCiphertext ciphertext, Signature signature) {}
}
