package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Encrypts the operands of workloads and decrypts their results. Encryption is for one thread. */
final class ClientSide {
    private final Encryptor encryptor;
    private final Decryptor decryptor;

    ClientSide(ClientKey key) {
        encryptor = new Encryptor(key, new SecureRandom());
        decryptor = new Decryptor(key);
    }

    FheValue encrypt(FheType type, BigInteger value) {
        return new FheValue(
                type,
                type.isBool()
                        ? encryptor.encryptBoolean(value.signum() != 0)
                        : encryptor.encrypt(value, type.blocks()));
    }

    FheOperand operand(FheType type, BigInteger value) {
        return new FheOperand.Encrypted(encrypt(type, value));
    }

    /** A block with carry, 0..15. */
    ShortintCiphertext encryptBlock(int value) {
        return encryptor.encryptBlock(value);
    }

    BigInteger decrypt(FheValue value) {
        return decryptor.decrypt(value.ciphertext());
    }

    int decryptBlock(ShortintCiphertext block) {
        return decryptor.decryptBlock(block);
    }
}
