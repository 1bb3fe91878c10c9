package org.fhevm.coprocessor.common.repository;

/** The value stored under a handle: a ciphertext, or bytes too long to be one. */
public sealed interface StoredValue permits StoredCiphertext, OversizedCiphertext {}
