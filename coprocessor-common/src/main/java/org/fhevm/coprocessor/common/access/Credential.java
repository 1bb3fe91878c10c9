package org.fhevm.coprocessor.common.access;

/** What a caller has shown, by its name and without its secret. {@code toString} is meant for log lines. */
public sealed interface Credential {
    /** The name of {@link ColumnKey}, which no other key may have. */
    String COLUMN_KEY_NAME = "tenant_api_key";

    /** The API key of the reference, in the tenant's row. */
    record ColumnKey() implements Credential {
        @Override
        public String toString() {
            return "API key " + COLUMN_KEY_NAME;
        }
    }

    /** A client certificate that has a granted name. */
    record Certificate(String name) implements Credential {
        @Override
        public String toString() {
            return "certificate " + name;
        }
    }

    /** An API key with rights. */
    record NamedKey(String name) implements Credential {
        @Override
        public String toString() {
            return "API key " + name;
        }
    }
}
