package org.fhevm.coprocessor.cli.ciphertext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.serialization.CompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.SafeSerializedTypeName;
import org.fhevm.tfhe.serialization.SeededCiphertextCodec;
import org.fhevm.tfhe.serialization.SingleCiphertextCodec;
import org.fhevm.tfhe.serialization.SizeLimits;

/** The content of a ciphertext file. */
sealed interface CiphertextFile {
    /** Reads a file of any of these kinds; its header tells the kind. */
    static CiphertextFile read(Path file) {
        try {
            return parse(bytes(file));
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no file " + file, e);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + FileFailure.reason(e), e);
        } catch (MalformedInputException e) {
            String detail = e.detail().isEmpty() ? "" : " (" + e.detail() + ")";
            throw new CommandFailure(file + " is not a usable ciphertext file: " + e.getMessage() + detail, e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        long size = Files.size(file);
        // A single value of 2048 bits slightly exceeds the limit of the service.
        if (size > 2 * SizeLimits.CIPHERTEXT) {
            throw new CommandFailure(file + " has " + size + " bytes, more than any ciphertext file");
        }
        return Files.readAllBytes(file);
    }

    private static CiphertextFile parse(byte[] bytes) throws MalformedInputException {
        String name = SafeSerializedTypeName.of(bytes);
        for (SingleCiphertextCodec codec : new SingleCiphertextCodec[] {
            SingleCiphertextCodec.BOOL, SingleCiphertextCodec.UNSIGNED, SingleCiphertextCodec.SIGNED
        }) {
            if (name.equals(codec.typeName())) {
                return new Single(codec.read(bytes, 2 * SizeLimits.CIPHERTEXT));
            }
        }
        for (SeededCiphertextCodec codec : new SeededCiphertextCodec[] {
            SeededCiphertextCodec.BOOL, SeededCiphertextCodec.UNSIGNED, SeededCiphertextCodec.SIGNED
        }) {
            if (name.equals(codec.typeName())) {
                return new Seeded(codec.read(bytes));
            }
        }
        if (name.equals(CompactCiphertextListCodec.INSTANCE.typeName())) {
            return new Compact(CompactCiphertextListCodec.INSTANCE.read(bytes));
        }
        if (name.equals(ProvenCompactCiphertextListCodec.INSTANCE.typeName())) {
            return new Proven(ProvenCompactCiphertextListCodec.INSTANCE.read(bytes));
        }
        // Last, so that its reader reports an unknown type name.
        return new Stored(CompressedCiphertextListCodec.INSTANCE.read(bytes));
    }

    /** The form that the database stores and GetCiphertexts returns. */
    record Stored(CompressedCiphertextList list) implements CiphertextFile {}

    /** One value in full. */
    record Single(SingleCiphertext value) implements CiphertextFile {}

    /** One value with seeds instead of masks. */
    record Seeded(SeededCiphertext value) implements CiphertextFile {}

    /** A user's input without proof. */
    record Compact(CompactCiphertextList list) implements CiphertextFile {}

    /** A user's input with its proofs. */
    record Proven(ProvenCompactCiphertextList list) implements CiphertextFile {}
}
