package org.fhevm.coprocessor.common.repository;

/** What is stored under a handle: a ciphertext, or something too long to be one. */
public sealed interface StoredValue permits StoredCiphertext, OversizedCiphertext {}
