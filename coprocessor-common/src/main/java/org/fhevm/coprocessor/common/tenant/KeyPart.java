package org.fhevm.coprocessor.common.tenant;

/** A part of a tenant's key set. Each part is a safe-serialized object of tfhe-rs in a column of its own. */
public enum KeyPart {
    /** Compact public key: encrypts inputs. */
    PUBLIC("pks_key"),
    /** Server key: computes. */
    SERVER("sks_key"),
    /** Common reference string of the proofs of inputs. A tenant may have none. */
    PUBLIC_PARAMETERS("public_params"),
    /** The secret key; only tenants made for tests and demonstrations have it. */
    CLIENT("cks_key");

    private final String column;

    KeyPart(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
