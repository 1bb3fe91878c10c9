package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.CiphertextSizes;
import org.fhevm.coprocessor.common.repository.StoredCiphertext;
import org.fhevm.coprocessor.server.signing.CiphertextAttestation;
import org.fhevm.coprocessor.server.signing.SigningKey;

/** Hands out stored ciphertexts, each with a signature that ties it to its handle. */
public final class FetchCiphertexts {

    private final CiphertextSizes sizes;
    private final CiphertextRepository repository;
    private final SigningKey key;

    public FetchCiphertexts(CiphertextSizes sizes, CiphertextRepository repository, SigningKey key) {
        this.sizes = sizes;
        this.repository = repository;
        this.key = key;
    }

    /** How many bytes the ciphertexts of these handles have, as far as they are there; none is read for that. */
    public Map<Handle, Long> sizes(TenantId tenant, List<Handle> handles) {
        return handles.isEmpty() ? Map.of() : sizes.find(tenant, new LinkedHashSet<>(handles));
    }

    /** One entry for each of these handles, in order, duplicates included; what is not there yet has no ciphertext. */
    public List<Fetched> fetch(TenantId tenant, List<Handle> handles) {
        if (handles.isEmpty()) {
            return List.of();
        }
        Map<Handle, StoredCiphertext> stored = repository.find(tenant, new LinkedHashSet<>(handles));
        Map<Handle, SignedCiphertext> signed = new HashMap<>();
        List<Fetched> fetched = new ArrayList<>(handles.size());
        for (Handle handle : handles) {
            StoredCiphertext ciphertext = stored.get(handle);
            fetched.add(new Fetched(
                    handle,
                    ciphertext == null
                            ? Optional.empty()
                            : Optional.of(signed.computeIfAbsent(handle, same -> sign(same, ciphertext)))));
        }
        return fetched;
    }

    private SignedCiphertext sign(Handle handle, StoredCiphertext ciphertext) {
        if (handle.length() > CiphertextAttestation.MAXIMUM_HANDLE_BYTES) {
            throw new CoprocessorException(new CoprocessorError.SigningFailed(
                    "handle longer than " + CiphertextAttestation.MAXIMUM_HANDLE_BYTES + " bytes"));
        }
        byte[] digest = CiphertextAttestation.about(handle, ciphertext.bytes()).digest();
        return new SignedCiphertext(ciphertext, key.sign(digest).encoded());
    }

    /** The answer for one handle. */
    public record Fetched(Handle handle, Optional<SignedCiphertext> ciphertext) {}

    /**
     * A ciphertext and the statement that it belongs to its handle.
     *
     * @param signature 65 bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way out; never compared.
    public record SignedCiphertext(StoredCiphertext ciphertext, byte[] signature) {}
}
