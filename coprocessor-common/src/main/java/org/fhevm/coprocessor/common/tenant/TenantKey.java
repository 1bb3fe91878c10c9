package org.fhevm.coprocessor.common.tenant;

/** The keys in a tenant's row; each is a safe-serialized object of tfhe-rs. */
public enum TenantKey {
    /** Compact public key: encrypts inputs. */
    PUBLIC("pks_key"),
    /** Server key: computes. */
    SERVER("sks_key"),
    /** Common reference string of the proofs of inputs; empty where there is none. */
    PUBLIC_PARAMETERS("public_params"),
    /** The secret key; only tenants made for tests and demonstrations have it. */
    CLIENT("cks_key");

    private final String column;

    TenantKey(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
