package org.fhevm.coprocessor.server.usecase;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.AttestationRepository;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.server.signing.CiphertextAttestation;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a tenant's handle is never attested with two ciphertexts. The database remembers the first one, for
 * all servers. This process remembers a bounded number of those, so that a handle which is read again costs no
 * statement.
 */
public final class AttestedCiphertexts {
    /** A power of two; an entry takes about 200 bytes. */
    private static final int REMEMBERED_HERE = 1 << 15;

    private final AttestationRepository repository;
    private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(REMEMBERED_HERE);

    public AttestedCiphertexts(AttestationRepository repository) {
        this.repository = repository;
    }

    /**
     * Remembers these statements before they are signed.
     *
     * @throws CoprocessorException with {@link CoprocessorError.ContradictingAttestation} if another ciphertext was
     *     attested for one of the handles
     */
    void require(TenantId tenant, Collection<CiphertextAttestation> statements) {
        Map<Handle, Bytes> unknown = statements.stream()
                .filter(statement -> !isKnown(tenant, statement))
                .collect(Collectors.toMap(
                        CiphertextAttestation::handle, CiphertextAttestation::ciphertextHash, (same, again) -> same));
        if (unknown.isEmpty()) {
            return;
        }
        refuse(repository.remember(tenant, unknown));
        unknown.forEach((handle, digest) -> {
            Known entry = new Known(new TenantHandle(tenant, handle), digest);
            known.set(place(entry.handle()), entry);
        });
    }

    /**
     * Remembers the values of an upload in the transaction that stored them. If a concurrent upload of the same list
     * was quicker, its ciphertext is the stored one, and it remembered that.
     *
     * @throws CoprocessorException as {@link #require}
     */
    static void rememberStored(
            CiphertextRepository ciphertexts,
            AttestationRepository attestations,
            TenantId tenant,
            List<NewCiphertext> values) {
        Map<Handle, Bytes> digests = new HashMap<>();
        for (NewCiphertext value : ciphertexts.stored(tenant, values)) {
            digests.put(value.handle(), Bytes.of(Keccak256.hash(value.content().array())));
        }
        refuse(attestations.remember(tenant, digests));
    }

    private boolean isKnown(TenantId tenant, CiphertextAttestation statement) {
        TenantHandle handle = new TenantHandle(tenant, statement.handle());
        return new Known(handle, statement.ciphertextHash()).equals(known.get(place(handle)));
    }

    private static int place(TenantHandle handle) {
        int hash = handle.hashCode();
        return (hash ^ hash >>> 16) & (REMEMBERED_HERE - 1);
    }

    private static void refuse(Set<Handle> contradicted) {
        contradicted.stream().sorted().findFirst().ifPresent(handle -> {
            throw new CoprocessorException(new CoprocessorError.ContradictingAttestation(handle));
        });
    }

    private record Known(TenantHandle handle, Bytes digest) {}
}
