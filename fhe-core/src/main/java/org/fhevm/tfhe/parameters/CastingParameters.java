package org.fhevm.tfhe.parameters;

/**
 * The keyswitch from the compact key to a compute key; its noise is that of the destination.
 *
 * @param decomposition decomposition of the keyswitch
 * @param destination the compute key of the output
 */
public record CastingParameters(Decomposition decomposition, EncryptionKeyChoice destination) {}
