package org.fhevm.coprocessor.server.input;

import org.fhevm.coprocessor.common.tenant.ProofKeys;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.conformance.ProvenListConformance;
import org.fhevm.tfhe.serialization.conformance.StrictInputReading;

/** The encodings of lists that are accepted. In either case, a list has to fit the tenant's keys. */
public sealed interface InputEncoding {
    /**
     * Reads a list.
     *
     * @param payload borrowed
     * @throws MalformedInputException if it is not a list in this encoding, or does not fit the tenant's keys
     */
    ProvenCompactCiphertextList read(byte[] payload, TenantContext tenant) throws MalformedInputException;

    private static ProvenListConformance conformance(TenantContext tenant) {
        return new ProvenListConformance(tenant.compactKey(), tenant.crsCapacity());
    }

    /** All encodings that the 0.6 backend accepts: other versions of layouts, and any bytes behind the list. */
    record Lenient() implements InputEncoding {
        @Override
        public ProvenCompactCiphertextList read(byte[] payload, TenantContext tenant) throws MalformedInputException {
            ProvenCompactCiphertextList list = ProvenCompactCiphertextListCodec.INSTANCE.read(payload);
            conformance(tenant).require(list);
            return list;
        }
    }

    /**
     * Only the encoding that clients make, so that one ciphertext does not have several handles.
     *
     * @param keys of the tenant
     */
    record Strict(ProofKeys keys) implements InputEncoding {
        @Override
        public ProvenCompactCiphertextList read(byte[] payload, TenantContext tenant) throws MalformedInputException {
            return new StrictInputReading(conformance(tenant), keys.tag()).read(payload);
        }
    }
}
